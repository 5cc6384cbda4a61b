#include "common/logs/log_time.h"

#include <charconv>
#include <cmath>
#include <string>

namespace itk::logs {
namespace {

// Numbers below are no points in time that a log would speak of (1973-03-03).
constexpr double k_least_epoch_s = 1e8;

std::optional<Timestamp> from_epoch(double number) {
  if (!(number >= k_least_epoch_s) || number > 9e18) {
    return std::nullopt;
  }
  const double ns_per_unit = number < 1e11 ? 1e9 : number < 1e14 ? 1e6 : number < 1e17 ? 1e3 : 1;
  if (number > 9.2e18 / ns_per_unit) {
    return std::nullopt;  // beyond the year 2261
  }
  // Whole units first: a double of nanoseconds would lose some.
  const double whole = std::floor(number);
  const auto scale = static_cast<std::int64_t>(ns_per_unit);
  return Timestamp{static_cast<std::int64_t>(whole) * scale +
                   static_cast<std::int64_t>(std::llround((number - whole) * ns_per_unit))};
}

std::optional<Timestamp> from_epoch(std::int64_t number) {
  if (number >= 100'000'000'000'000'000) {
    return Timestamp{number};
  }
  return from_epoch(static_cast<double>(number));
}

std::optional<Timestamp> parse_number(std::string_view text) {
  std::int64_t integer = 0;
  const char* end = text.data() + text.size();
  if (const auto [stop, error] = std::from_chars(text.data(), end, integer); error == std::errc{} && stop == end) {
    return from_epoch(integer);
  }
  double number = 0;
  if (const auto [stop, error] = std::from_chars(text.data(), end, number); error == std::errc{} && stop == end) {
    return from_epoch(number);
  }
  return std::nullopt;
}

bool is_date(std::string_view text) { return text.size() >= 19 && text[4] == '-' && text[7] == '-' && text[13] == ':'; }

// Python's spelling as RFC 3339's.
std::string with_rfc3339_spelling(std::string_view text) {
  std::string out(text);
  constexpr std::size_t k_time_end = 19;
  if (out.size() > k_time_end && out[k_time_end] == ',') {
    out[k_time_end] = '.';
  }
  if (out.ends_with(" UTC")) {
    out.replace(out.size() - 4, 4, "Z");
  }
  const std::size_t zone = out.find_first_of("Zz+-", k_time_end);
  if (zone == std::string::npos) {
    out += 'Z';
  } else if (out.size() - zone == 5) {
    out.insert(zone + 3, ":");  // +0000
  }
  return out;
}

}  // namespace

std::optional<Timestamp> parse_log_time(std::string_view text) {
  if (!is_date(text)) {
    return parse_number(text);
  }
  const Result<Timestamp> time = parse_rfc3339(with_rfc3339_spelling(text));
  return time ? std::optional(*time) : std::nullopt;
}

std::optional<Timestamp> parse_log_time(const json::Value& value) {
  if (value.kind == json::Kind::String) {
    return parse_log_time(value.text);
  }
  if (value.kind != json::Kind::Number) {
    return std::nullopt;
  }
  return value.is_integer ? from_epoch(value.integer) : from_epoch(value.number);
}

}  // namespace itk::logs
