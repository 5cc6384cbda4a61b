// The client-side limit of the retry mode "adaptive": nothing until the service throttles for the first time,
// then the rate falls to 70 % of what was measured and grows again along a cubic curve (as TCP CUBIC does).
#pragma once

#include <chrono>

#include "common/base/time.h"

namespace itk::aws {

class RateLimiter {
 public:
  explicit RateLimiter(Timestamp now);

  // How long to wait before the next request; takes its token in advance.
  std::chrono::milliseconds take(Timestamp now);
  // Learns from one answer, or from its absence.
  void observe(bool throttled, Timestamp now);

  // Requests per second; meaningless until is_limiting().
  double rate() const { return rate_; }
  bool is_limiting() const { return limiting_; }

 private:
  void measure(double now_s);
  void refill(double now_s);
  void set_rate(double rate, double now_s);

  bool limiting_ = false;
  // What is sent, in buckets of half a second.
  double measured_rate_ = 0;
  double bucket_start_s_;
  double sent_in_bucket_ = 0;
  // The curve.
  double rate_at_throttle_ = 0;
  double throttled_at_s_;
  // The tokens.
  double rate_ = 1;
  double capacity_ = 1;
  double tokens_ = 0;
  double filled_at_s_;
};

}  // namespace itk::aws
