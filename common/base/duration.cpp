#include "common/base/duration.h"

#include <charconv>
#include <cmath>

namespace itk {
namespace {

constexpr double k_most_milliseconds = 366.0 * 86'400'000;

}  // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
  double number = 0;
  const auto [stopped, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit = text.substr(static_cast<std::size_t>(stopped - text.data()));
  const double factor = unit.empty() || unit == "s" ? 1000
                        : unit == "ms"              ? 1
                        : unit == "m"               ? 60'000
                        : unit == "h"               ? 3'600'000
                        : unit == "d"               ? 86'400'000
                                                    : 0;
  const double ms = number * factor;
  if (failure != std::errc() || !(ms >= 1 && ms <= k_most_milliseconds)) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(std::llround(ms));
}

}  // namespace itk
