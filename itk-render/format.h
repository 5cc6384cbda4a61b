// Numbers as people read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace itk::render {

// 0.42 -> "0.42 ms", 330 -> "330 ms", 2469 -> "2.47 s", 65000 -> "1 min 05 s"; nothing -> "-".
std::string format_duration(std::optional<double> ms);
// 1 span, 2 spans.
std::string plural(std::int64_t count, const std::string& noun);

}  // namespace itk::render
