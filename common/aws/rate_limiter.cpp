#include "common/aws/rate_limiter.h"

#include <algorithm>
#include <cmath>

namespace itk::aws {
namespace {

constexpr double k_bucket_s = 0.5;
constexpr double k_smoothing = 0.8;
constexpr double k_beta = 0.7;
constexpr double k_scale = 0.4;
constexpr double k_slowest_rate = 0.5;

double seconds_of(Timestamp time) { return static_cast<double>(time.ns) / 1e9; }

}  // namespace

RateLimiter::RateLimiter(Timestamp now)
    : bucket_start_s_(std::floor(seconds_of(now))), throttled_at_s_(seconds_of(now)), filled_at_s_(seconds_of(now)) {}

std::chrono::milliseconds RateLimiter::take(Timestamp now) {
  if (!limiting_) {
    return std::chrono::milliseconds{0};
  }
  refill(seconds_of(now));
  tokens_ -= 1;  // below zero: not there yet when the request asks, but when it is sent
  const double wait_s = std::max(-tokens_ / rate_, 0.0);
  return std::chrono::milliseconds{static_cast<std::int64_t>(std::ceil(wait_s * 1000))};
}

void RateLimiter::observe(bool throttled, Timestamp now) {
  const double now_s = seconds_of(now);
  measure(now_s);
  double wanted = 0;
  if (throttled) {
    rate_at_throttle_ = limiting_ ? std::min(measured_rate_, rate_) : measured_rate_;
    throttled_at_s_ = now_s;
    limiting_ = true;
    wanted = rate_at_throttle_ * k_beta;
  } else {
    const double plateau_s = std::cbrt(rate_at_throttle_ * (1 - k_beta) / k_scale);
    wanted = k_scale * std::pow(now_s - throttled_at_s_ - plateau_s, 3) + rate_at_throttle_;
  }
  set_rate(std::min(wanted, 2 * measured_rate_), now_s);
}

void RateLimiter::measure(double now_s) {
  sent_in_bucket_ += 1;
  const double bucket_s = std::floor(now_s / k_bucket_s) * k_bucket_s;
  if (bucket_s > bucket_start_s_) {
    const double current = sent_in_bucket_ / (bucket_s - bucket_start_s_);
    measured_rate_ = current * k_smoothing + measured_rate_ * (1 - k_smoothing);
    sent_in_bucket_ = 0;
    bucket_start_s_ = bucket_s;
  }
}

void RateLimiter::refill(double now_s) {
  tokens_ = std::min(capacity_, tokens_ + std::max(now_s - filled_at_s_, 0.0) * rate_);
  filled_at_s_ = now_s;
}

void RateLimiter::set_rate(double rate, double now_s) {
  refill(now_s);
  rate_ = std::max(rate, k_slowest_rate);
  capacity_ = std::max(rate, 1.0);
  tokens_ = std::min(tokens_, capacity_);
}

}  // namespace itk::aws
