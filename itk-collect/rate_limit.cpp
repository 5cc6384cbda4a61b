#include "itk-collect/rate_limit.h"

#include <algorithm>
#include <array>

namespace itk::collect {
namespace {

constexpr std::int64_t k_second_ns = 1'000'000'000;
constexpr double k_least = 0.25;
// Of the rate, with each call that succeeds: far from where the last throttle was, and near.
constexpr double k_fast_growth = 0.01;
constexpr double k_slow_growth = 0.0005;
constexpr double k_near = 0.98;

}  // namespace

double filter_log_events_quota(std::string_view region) {
  constexpr std::array<std::string_view, 6> k_small = {"ap-northeast-3", "ap-southeast-3", "ca-west-1",
                                                       "eu-central-1",   "il-central-1",   ""};
  const bool is_small = std::find(k_small.begin(), k_small.end(), region) != k_small.end();
  return region == "us-east-1" ? 25 : is_small ? 5 : 10;
}

// A call that is a little late does not delay those behind it.
void RateLimit::take(Timestamp now) { next_ = {std::max(now.ns - gap_ns(), next_.ns) + gap_ns()}; }

void RateLimit::throttled(Timestamp now) {
  forget_before({now.ns - k_second_ns});
  ceiling_ = rate_;
  ++throttles_;
  if (throttles_ == 1) {
    rate_ = std::max(k_least, rate_ * 0.98);
    next_ = {now.ns + gap_ns() / 8};
    return;
  }
  const auto accepted = static_cast<double>(accepted_.size());
  rate_ = throttles_ < 6 ? std::clamp(accepted, rate_ * 0.5, rate_ * 0.9) : rate_ * 0.5;
  rate_ = std::max(k_least, rate_);
  next_ = {now.ns + gap_ns()};
}

void RateLimit::succeeded(Timestamp now) {
  throttles_ = 0;
  accepted_.push_back(now);
  forget_before({now.ns - k_second_ns});
  if (rate_ >= ceiling_) {
    ceiling_ = most_;  // that was long ago
  }
  const double growth = rate_ < ceiling_ * k_near ? k_fast_growth : k_slow_growth;
  rate_ = std::min(most_, rate_ * (1 + growth));
}

void RateLimit::forget_before(Timestamp time) {
  while (!accepted_.empty() && accepted_.front() < time) {
    accepted_.pop_front();
  }
}

}  // namespace itk::collect
