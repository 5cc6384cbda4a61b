// Points in time, and RFC 3339 (https://www.rfc-editor.org/rfc/rfc3339) text for them. Always UTC.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace itk {

// Nanoseconds since 1970-01-01T00:00:00Z. Covers the years 1678 to 2261.
struct Timestamp {
  std::int64_t ns = 0;

  static constexpr Timestamp from_ms(std::int64_t ms) { return {ms * 1'000'000}; }
  static constexpr Timestamp from_s(std::int64_t s) { return {s * 1'000'000'000}; }
  // Milliseconds, rounded towards minus infinity.
  constexpr std::int64_t ms() const { return ns / 1'000'000 - (ns % 1'000'000 < 0 ? 1 : 0); }

  friend constexpr auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

// Milliseconds from `from` to `to`, fractions kept.
constexpr double milliseconds_between(Timestamp from, Timestamp to) {
  std::int64_t ns = 0;
  if (__builtin_sub_overflow(to.ns, from.ns, &ns)) {  // more than 292 years
    return (static_cast<double>(to.ns) - static_cast<double>(from.ns)) / 1e6;
  }
  return static_cast<double>(ns) / 1e6;
}

// "2026-11-20T08:00:00.123Z": 3, 6 or 9 fractional digits, the fewest that lose nothing.
std::string format_rfc3339(Timestamp time);
void append_rfc3339(std::string& out, Timestamp time);

// Strict RFC 3339: date, 'T', 't' or one space, time, at most 9 fractional digits, then 'Z' or an offset.
// A time without offset is an error here; common/logs decides what naive log times mean.
Result<Timestamp> parse_rfc3339(std::string_view text);

// "20261120T080000Z", the form that SigV4 signs.
std::string format_basic_iso8601(Timestamp time);

// Seconds since 1970 of a civil UTC date and time (no range check on the fields; days may overflow a month).
std::int64_t seconds_from_civil(int year, unsigned month, unsigned day, int hour, int minute, int second);

}  // namespace itk
