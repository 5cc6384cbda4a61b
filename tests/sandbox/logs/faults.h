// The errors of CloudWatch Logs.
#pragma once

#include <string_view>

#include "tests/sandbox/aws/fault.h"
#include "tests/sandbox/aws/parameters.h"

namespace itk::sandbox::logs {

Fault invalid_parameter(std::string_view message);
Fault resource_not_found(std::string_view what);      // "log group"
Fault resource_already_exists(std::string_view what);

// For Parameters.
extern const Wording k_wording;

}  // namespace itk::sandbox::logs
