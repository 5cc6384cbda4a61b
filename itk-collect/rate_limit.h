// Keeps calls within a quota that the whole account shares: evenly spaced, slower after a throttle, and back
// again.
#pragma once

#include <chrono>

#include "common/base/time.h"

namespace itk::collect {

class RateLimit {
 public:
  explicit RateLimit(double per_second) : most_(per_second), rate_(per_second) {}

  // When the next call may go out.
  Timestamp next() const { return next_; }
  // A call goes out now.
  void take(Timestamp now);
  // What became of it.
  void throttled();
  void succeeded();

 private:
  double most_;  // calls per second
  double rate_;
  Timestamp next_;
};

}  // namespace itk::collect
