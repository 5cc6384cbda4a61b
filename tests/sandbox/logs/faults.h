// The errors of CloudWatch Logs.
#pragma once

#include <cstdint>
#include <string_view>

#include "tests/sandbox/aws/fault.h"
#include "tests/sandbox/aws/parameters.h"

namespace itk::sandbox::logs {

Fault invalid_parameter(std::string_view message);
Fault resource_not_found(std::string_view what);  // "log group"
Fault resource_already_exists(std::string_view what);

// The latest time that a parameter may name: the end of the year 9999.
inline constexpr std::int64_t k_latest_ms = 253'402'300'799'999;

// For Parameters.
extern const Wording k_wording;

}  // namespace itk::sandbox::logs
