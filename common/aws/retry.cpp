#include "common/aws/retry.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "common/base/text.h"

namespace itk::aws {
namespace {

using std::chrono::milliseconds;

constexpr int k_bucket_size = 500;
constexpr milliseconds k_longest_delay{20'000};
constexpr milliseconds k_most_a_server_may_add{5'000};

struct Numbers {
  double base_ms, throttled_base_ms;
  int cost, throttled_cost, timeout_cost;
  bool heeds_server;
};

constexpr Numbers k_2026 = {50, 1000, 14, 5, 14, true};
constexpr Numbers k_before_2026 = {1000, 1000, 5, 5, 10, false};
constexpr Numbers k_legacy = {1000, 1000, 0, 0, 0, false};  // knows no bucket

const Numbers& numbers_of(const RetrySettings& settings) {
  if (settings.mode == RetryMode::Legacy) {
    return k_legacy;
  }
  return settings.numbers_of_2026 ? k_2026 : k_before_2026;
}

template <std::size_t n>
bool is_one_of(std::string_view code, const std::array<std::string_view, n>& codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

constexpr std::array<std::string_view, 14> k_throttling_codes = {"Throttling",
                                                                 "ThrottlingException",
                                                                 "ThrottledException",
                                                                 "RequestThrottledException",
                                                                 "RequestThrottled",
                                                                 "TooManyRequestsException",
                                                                 "ProvisionedThroughputExceededException",
                                                                 "TransactionInProgressException",
                                                                 "RequestLimitExceeded",
                                                                 "BandwidthLimitExceeded",
                                                                 "LimitExceededException",
                                                                 "SlowDown",
                                                                 "PriorRequestNotComplete",
                                                                 "EC2ThrottledException"};

// The last two are not in AWS's own list, but the services' documentation says to try again.
constexpr std::array<std::string_view, 4> k_transient_codes = {"RequestTimeout", "RequestTimeoutException",
                                                               "IDPCommunicationError", "ModelNotReadyException"};

// AgentCore's, whose session is busy: nothing was begun.
constexpr std::string_view k_busy_code = "RetryableConflictException";

constexpr std::array<std::string_view, 3> k_skew_codes = {"RequestTimeTooSkewed", "RequestExpired",
                                                          "RequestInTheFuture"};

Failure classify_transport_error(std::string_view code) {
  constexpr std::array<std::string_view, 2> k_timeouts = {"idle_timeout", "total_timeout"};
  constexpr std::array<std::string_view, 3> k_transient = {"connection_reset", "answer_cut", "transport_failed"};
  return was_certainly_not_sent(code)   ? Failure::NotSent
         : is_one_of(code, k_timeouts)  ? Failure::Timeout
         : is_one_of(code, k_transient) ? Failure::Transient
                                        : Failure::Permanent;
}

bool may_retry(Failure failure, bool idempotent) {
  switch (failure) {
    case Failure::Throttled:
    case Failure::NotSent:
    case Failure::ClockSkew:
      return true;
    case Failure::Timeout:
    case Failure::Transient:
      return idempotent;
    case Failure::Permanent:
      return false;
  }
  return false;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  text = trim(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size() && value >= 0;
  return whole ? std::optional(value) : std::nullopt;
}

}  // namespace

Random system_random() {
  return [] {
    std::uint64_t bits = 0;
    static_cast<void>(getrandom(&bits, sizeof bits, 0));
    return static_cast<double>(bits >> 11) * 0x1p-53;
  };
}

Failure classify_failure(std::string_view code, int status) {
  if (status == 0) {
    return classify_transport_error(code);
  }
  if (status == 429 || is_one_of(code, k_throttling_codes)) {
    return Failure::Throttled;
  }
  if (is_one_of(code, k_skew_codes)) {
    return Failure::ClockSkew;
  }
  if (code == k_busy_code) {
    return Failure::NotSent;
  }
  const bool server_fault = status == 500 || status == 502 || status == 503 || status == 504;
  return server_fault || is_one_of(code, k_transient_codes) ? Failure::Transient : Failure::Permanent;
}

Retrier::Retrier(RetrySettings settings, Random random)
    : settings_(settings), random_(std::move(random)), tokens_(k_bucket_size) {}

std::optional<milliseconds> Retrier::next_delay(int attempt, Failure failure, bool idempotent,
                                                std::optional<milliseconds> server_hint, int& cost) {
  if (attempt >= settings_.max_attempts || !may_retry(failure, idempotent)) {
    return std::nullopt;
  }
  const Numbers& numbers = numbers_of(settings_);
  const bool throttled = failure == Failure::Throttled;
  if (throttled && !settings_.again_when_throttled) {
    return std::nullopt;
  }
  const int tokens = throttled                     ? numbers.throttled_cost
                     : failure == Failure::Timeout ? numbers.timeout_cost
                                                   : numbers.cost;
  if (tokens > tokens_) {
    return std::nullopt;
  }
  tokens_ -= tokens;
  cost = tokens;
  const double longest = std::min(std::ldexp(throttled ? numbers.throttled_base_ms : numbers.base_ms, attempt - 1),
                                  static_cast<double>(k_longest_delay.count()));
  const milliseconds delay{static_cast<std::int64_t>(random_() * longest)};
  if (!server_hint || !numbers.heeds_server) {
    return delay;
  }
  return std::clamp(*server_hint, delay, delay + k_most_a_server_may_add);
}

void Retrier::succeeded(int last_cost) {
  tokens_ = std::min(tokens_ + (last_cost == 0 ? 1 : last_cost), k_bucket_size);
}

std::optional<milliseconds> retry_hint(const Headers& headers) {
  constexpr std::int64_t k_day_s = 86'400;  // clamped to seconds anyway; keeps the product small
  if (const auto text = find_header(headers, "x-amz-retry-after")) {
    if (const auto ms = whole_number(*text)) {
      return milliseconds{*ms};
    }
  }
  if (const auto text = find_header(headers, "retry-after")) {
    if (const auto s = whole_number(*text)) {
      return milliseconds{std::min(*s, k_day_s) * 1000};
    }
  }
  return std::nullopt;
}

}  // namespace itk::aws
