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

// "2021-05-03 11:47:12", and with slashes as Go's and nginx's loggers write it.
bool is_date(std::string_view text) {
  return text.size() >= 19 && (text[4] == '-' || text[4] == '/') && text[7] == text[4] && text[13] == ':';
}

// "10/28/2022 02:35:03 PM", Python's "%m/%d/%Y %I:%M:%S %p": only with the half of the day, which nobody writes behind a
// day that comes before the month.
std::string from_american(std::string_view text) {
  constexpr std::size_t k_size = 22;
  if (text.size() != k_size || text[2] != '/' || text[5] != '/' || text[13] != ':' || text[16] != ':' ||
      (text.substr(19) != " AM" && text.substr(19) != " PM")) {
    return "";
  }
  int hour = (text[11] - '0') * 10 + (text[12] - '0');
  if (hour < 1 || hour > 12) {
    return "";
  }
  hour = hour % 12 + (text[20] == 'P' ? 12 : 0);
  std::string out(text.substr(6, 4));
  ((out += '-') += text.substr(0, 2)) += '-';
  (out += text.substr(3, 2)) += hour < 10 ? "T0" : "T";
  return (out += std::to_string(hour)) += text.substr(13, 6);
}

// Python's spelling as RFC 3339's.
std::string with_rfc3339_spelling(std::string_view text) {
  std::string out(text);
  constexpr std::size_t k_time_end = 19;
  out[4] = out[7] = '-';
  if (out.size() > k_time_end && out[k_time_end] == ',') {
    out[k_time_end] = '.';
  }
  if (out.ends_with(" UTC")) {
    out.replace(out.size() - 4, 4, "Z");
  }
  std::size_t zone = out.find_first_of("Zz+-", k_time_end);
  if (zone == std::string::npos) {
    return out += 'Z';
  }
  if (out[zone - 1] == ' ') {
    out.erase(--zone, 1);
  }
  if (out.size() - zone == 5) {
    out.insert(zone + 3, ":");  // +0000
  } else if (out.size() - zone == 3) {
    out += ":00";
  }
  return out;
}

}  // namespace

std::optional<Timestamp> parse_log_time(std::string_view text) {
  if (!is_date(text)) {
    const std::string american = from_american(text);
    return american.empty() ? parse_number(text) : parse_log_time(american);
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
