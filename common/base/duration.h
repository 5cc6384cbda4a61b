// Durations as people write them, in cases and flags.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace itk {

// "30s", "1.5m", "200ms", "2h", "7d"; a number alone is seconds. In milliseconds, from 1 to a year; nothing: it is
// none.
std::optional<std::int64_t> parse_duration(std::string_view text);

}  // namespace itk
