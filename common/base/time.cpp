#include "common/base/time.h"

#include <fmt/core.h>

#include <chrono>

namespace itk {
namespace {

constexpr std::int64_t k_ns_per_s = 1'000'000'000;

struct Civil {
  int year;
  unsigned month, day;
  int hour, minute, second;
  std::int64_t ns;
};

Civil civil_of(Timestamp time) {
  std::int64_t seconds = time.ns / k_ns_per_s;
  std::int64_t ns = time.ns % k_ns_per_s;
  if (ns < 0) {
    ns += k_ns_per_s;
    --seconds;
  }
  std::int64_t days = seconds / 86400;
  std::int64_t rest = seconds % 86400;
  if (rest < 0) {
    rest += 86400;
    --days;
  }
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  const int second_of_day = static_cast<int>(rest);
  return {int{date.year()},
          unsigned{date.month()},
          unsigned{date.day()},
          second_of_day / 3600,
          second_of_day / 60 % 60,
          second_of_day % 60,
          ns};
}

void put_digits(char* at, std::int64_t value, std::size_t digits) {
  for (std::size_t i = digits; i > 0; --i, value /= 10) {
    at[i - 1] = static_cast<char>('0' + value % 10);
  }
}

// Reads exactly `digits` digits at `text[at]`; -1 if they are not digits.
int read_digits(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) {
    return -1;
  }
  int value = 0;
  for (char c : text.substr(at, digits)) {
    if (c < '0' || c > '9') {
      return -1;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

bool is_valid_date(int year, int month, int day) {
  using namespace std::chrono;
  return month > 0 && day > 0 &&
         year_month_day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                        std::chrono::day{static_cast<unsigned>(day)}}
             .ok();
}

// ".123" at text[at]: nanoseconds, and `at` moved behind it. -1 if malformed.
std::int64_t read_fraction(std::string_view text, std::size_t& at) {
  if (at >= text.size() || text[at] != '.') {
    return 0;
  }
  std::int64_t value = 0;
  std::size_t digits = 0;
  for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++digits) {
    if (digits < 9) {
      value = value * 10 + (text[at] - '0');
    }
  }
  if (digits == 0 || digits > 9) {
    return -1;
  }
  for (; digits < 9; ++digits) {
    value *= 10;
  }
  return value;
}

// 'Z' or "+hh:mm" that ends the text: seconds east of UTC.
bool read_offset(std::string_view text, std::size_t at, std::int64_t& seconds) {
  if (at + 1 == text.size() && (text[at] == 'Z' || text[at] == 'z')) {
    seconds = 0;
    return true;
  }
  if (at + 6 != text.size() || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':') {
    return false;
  }
  const int hours = read_digits(text, at + 1, 2);
  const int minutes = read_digits(text, at + 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
    return false;
  }
  seconds = (hours * 3600 + minutes * 60) * (text[at] == '-' ? -1 : 1);
  return true;
}

}  // namespace

std::int64_t seconds_from_civil(int year, unsigned month, unsigned day, int hour, int minute, int second) {
  const std::chrono::sys_days days = std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
  return std::int64_t{days.time_since_epoch().count()} * 86400 + hour * 3600 + minute * 60 + second;
}

std::string format_rfc3339(Timestamp time) {
  std::string text;
  append_rfc3339(text, time);
  return text;
}

// Digit by digit: each record has a few times.
void append_rfc3339(std::string& out, Timestamp time) {
  const Civil c = civil_of(time);
  const std::size_t fraction = c.ns % 1'000'000 == 0 ? 3 : c.ns % 1000 == 0 ? 6 : 9;
  char text[] = "0000-00-00T00:00:00.000000000Z";
  put_digits(text, c.year, 4);
  put_digits(text + 5, c.month, 2);
  put_digits(text + 8, c.day, 2);
  put_digits(text + 11, c.hour, 2);
  put_digits(text + 14, c.minute, 2);
  put_digits(text + 17, c.second, 2);
  put_digits(text + 20, c.ns, 9);
  text[20 + fraction] = 'Z';
  out.append(text, 21 + fraction);
}

std::string format_basic_iso8601(Timestamp time) {
  const Civil c = civil_of(time);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

Result<Timestamp> parse_rfc3339(std::string_view text) {
  const auto malformed = [&] {
    return tl::make_unexpected(contract_error(
        "bad_time", fmt::format("\"{}\" is not an RFC 3339 time such as 2026-11-20T08:00:00.000Z", text)));
  };
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':' ||
      (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) {
    return malformed();
  }
  const int year = read_digits(text, 0, 4), month = read_digits(text, 5, 2), day = read_digits(text, 8, 2);
  const int hour = read_digits(text, 11, 2), minute = read_digits(text, 14, 2), second = read_digits(text, 17, 2);
  if (year < 1678 || year > 2261 || !is_valid_date(year, month, day) || hour < 0 || hour > 23 || minute < 0 ||
      minute > 59 || second < 0 || second > 60) {
    return malformed();
  }
  std::size_t at = 19;
  const std::int64_t ns = read_fraction(text, at);
  std::int64_t offset = 0;
  if (ns < 0 || !read_offset(text, at, offset)) {
    return malformed();
  }
  const std::int64_t seconds =
      seconds_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day), hour, minute, second);
  return Timestamp{(seconds - offset) * k_ns_per_s + ns};
}

}  // namespace itk
