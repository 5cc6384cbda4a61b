// The head of a stream that itk-collect starts.
#pragma once

#include "common/model/sending.h"
#include "common/redact/redactor.h"

namespace itk::collect {

// Live, at AWS: the caller says what else is known.
model::Run make_run(const redact::Redactor& redactor, Timestamp now);

}  // namespace itk::collect
