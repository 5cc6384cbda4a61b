#include "common/aws/clock_skew.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "common/base/text.h"

namespace itk::aws {
namespace {

using std::chrono::seconds;

constexpr seconds k_tolerated{4 * 60};
constexpr seconds k_longest_call{15 * 60};
constexpr std::int64_t k_ns_per_s = 1'000'000'000;

constexpr std::array<std::string_view, 12> k_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// -1 where the field is not a number of this many digits.
int read_number(std::string_view text, std::size_t at, std::size_t digits) {
  const std::string_view field = text.substr(at, digits);
  int value = -1;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  return error == std::errc{} && end == field.data() + field.size() ? value : -1;
}

}  // namespace

std::optional<Timestamp> parse_http_date(std::string_view text) {
  text = trim(text);
  if (text.size() != 29 || text.substr(3, 2) != ", " || text[7] != ' ' || text[11] != ' ' || text[16] != ' ' ||
      text[19] != ':' || text[22] != ':' || !text.ends_with(" GMT")) {
    return std::nullopt;
  }
  const auto month = std::find(k_months.begin(), k_months.end(), text.substr(8, 3));
  const int day = read_number(text, 5, 2), year = read_number(text, 12, 4);
  const int hour = read_number(text, 17, 2), minute = read_number(text, 20, 2), second = read_number(text, 23, 2);
  if (month == k_months.end() || day < 1 || day > 31 || year < 1970 || year > 2261 || hour < 0 || hour > 23 ||
      minute < 0 || minute > 59 || second < 0 || second > 60) {
    return std::nullopt;
  }
  const auto month_number = static_cast<unsigned>(month - k_months.begin()) + 1;
  return Timestamp::from_s(seconds_from_civil(year, month_number, static_cast<unsigned>(day), hour, minute, second));
}

void ClockSkew::observe(const HttpResponse& response, Timestamp sent, Timestamp received) {
  const auto date = response.header("date");
  const auto server = date ? parse_http_date(*date) : std::nullopt;
  if (!server || response.header("age") || received.ns - sent.ns > k_longest_call.count() * k_ns_per_s) {
    return;
  }
  offset_ = seconds{(server->ns - received.ns) / k_ns_per_s};
}

Timestamp ClockSkew::correct(Timestamp now) const {
  const bool off = offset_ >= k_tolerated || offset_ <= -k_tolerated;
  return off ? Timestamp{now.ns + offset_.count() * k_ns_per_s} : now;
}

bool ClockSkew::explains_refusal(Timestamp signed_with, Timestamp now) const {
  const std::int64_t change = (correct(now).ns - signed_with.ns) / k_ns_per_s;
  return change >= k_tolerated.count() || change <= -k_tolerated.count();
}

}  // namespace itk::aws
