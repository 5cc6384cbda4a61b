// All records of the contract between stages. README.md in this folder has the table and an example line each.
#pragma once

#include "common/model/evidence.h"
#include "common/model/judgement.h"
#include "common/model/sending.h"
#include "common/model/stream.h"
