#include "tests/sandbox/logs/event.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace itk::sandbox::logs {
namespace {

// "3", 14 digits of time, 21 that only look random, 20 of arrival.
constexpr std::size_t k_time_digits = 14, k_noise_digits = 21, k_sequence_digits = 20;
constexpr std::size_t k_digits = 1 + k_time_digits + k_noise_digits + k_sequence_digits;
static_assert(k_digits == 56);

template <class T>
std::optional<T> parse(std::string_view digits) {
  T value{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

}  // namespace

std::string event_id(const Position& position) {
  // An odd multiplier spreads consecutive numbers over all digits (Knuth's multiplicative hash).
  const std::uint64_t noise = position.sequence * 11'400'714'819'323'198'485ULL;
  return fmt::format("3{:014}{:021}{:020}", std::max<std::int64_t>(position.timestamp_ms, 0), noise, position.sequence);
}

std::optional<Position> read_event_id(std::string_view id) {
  if (id.size() != k_digits || id[0] != '3') {
    return std::nullopt;
  }
  const auto time = parse<std::int64_t>(id.substr(1, k_time_digits));
  const auto sequence = parse<std::uint64_t>(id.substr(k_digits - k_sequence_digits));
  if (!time || !sequence) {
    return std::nullopt;
  }
  return Position{*time, *sequence};
}

}  // namespace itk::sandbox::logs
