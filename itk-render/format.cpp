#include "itk-render/format.h"

#include <fmt/core.h>

#include <cmath>

namespace itk::render {

std::string format_duration(std::optional<double> ms) {
  if (!ms || !std::isfinite(*ms)) {
    return "-";
  }
  const double size = std::abs(*ms);
  if (size < 10) {
    return fmt::format("{:.3g} ms", *ms);
  }
  if (size < 999.5) {
    return fmt::format("{:.0f} ms", *ms);
  }
  if (size < 59'995) {
    return fmt::format("{:.2f} s", *ms / 1e3);
  }
  const double seconds = std::round(size / 1e3);
  return fmt::format("{}{:.0f} min {:02.0f} s", *ms < 0 ? "-" : "", std::floor(seconds / 60), std::fmod(seconds, 60));
}

std::string plural(std::int64_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace itk::render
