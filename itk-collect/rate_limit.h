// Keeps calls within a quota that the whole account shares, and that nobody tells: evenly spaced, and as fast as AWS
// allows, up to a limit. A throttle that stands alone came a moment too early, and the call is made again at once;
// several in a row mean that others share the quota, or that it is smaller, and the rate falls to what was accepted.
#pragma once

#include <chrono>
#include <deque>
#include <string_view>

#include "common/base/time.h"

namespace itk::collect {

// FilterLogEvents per second and account in this region, as AWS publishes it; it cannot be raised.
double filter_log_events_quota(std::string_view region);

class RateLimit {
 public:
  // At most so many calls per second, and as many to begin with.
  explicit RateLimit(double most) : RateLimit(most, most) {}
  RateLimit(double first, double most) : most_(most), rate_(first), ceiling_(most) {}

  // When the next call may go out.
  Timestamp next() const { return next_; }
  // A call goes out now.
  void take(Timestamp now);
  // What became of it.
  void throttled(Timestamp now);
  void succeeded(Timestamp now);
  // Calls per second that are tried.
  double rate() const { return rate_; }

 private:
  std::int64_t gap_ns() const { return static_cast<std::int64_t>(1e9 / rate_); }
  void forget_before(Timestamp time);

  double most_;
  double rate_;
  double ceiling_;     // where it was throttled last: growth is slow from there
  int throttles_ = 0;  // in a row
  Timestamp next_;
  std::deque<Timestamp> accepted_;  // in the last second
};

}  // namespace itk::collect
