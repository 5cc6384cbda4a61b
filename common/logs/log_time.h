// Times as logs write them. A time without a zone is UTC: that is what Lambda and CloudWatch mean by it.
#pragma once

#include <optional>
#include <string_view>

#include "common/base/time.h"
#include "common/json/parser.h"

namespace itk::logs {

// "2021-05-03 11:47:12,494+0000", "2025-06-20T17:27:12.268959", RFC 3339, and epoch numbers in text.
std::optional<Timestamp> parse_log_time(std::string_view text);

// The same for a JSON value: a number is an epoch time in seconds, milli-, micro- or nanoseconds, by its
// size.
std::optional<Timestamp> parse_log_time(const json::Value& value);

}  // namespace itk::logs
