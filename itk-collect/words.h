// What people are told about a case that is waited for, or that ended without all of its evidence.
#pragma once

#include <string>
#include <vector>

#include "common/model/evidence.h"
#include "itk-collect/open_case.h"

namespace itk::collect {

// One line: what the case waits for, what has come, how long it will go on.
std::string describe_waiting(const OpenCase& open_case, const OpenCase::Due& due, bool is_sent, Timestamp now);

// Why a case is incomplete: what is missing, where, and what to look at.
std::string explain(const std::vector<model::Awaited>& missing, const OpenCase& open_case);

// The command that says which lines a case's system under test does not log.
std::string audit_command(const OpenCase& open_case);

}  // namespace itk::collect
