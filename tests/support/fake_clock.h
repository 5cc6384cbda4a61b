// A clock that moves only when somebody sleeps on it, or by hand.
#pragma once

#include "common/base/clock.h"

namespace itk::test {

class FakeClock final : public Clock {
 public:
  explicit FakeClock(Timestamp start = Timestamp::from_s(1'790'000'000)) : now_(start) {}

  Timestamp now() override { return now_; }
  void sleep_for(std::chrono::milliseconds duration) override { advance(duration); }
  void advance(std::chrono::milliseconds duration) { now_.ns += duration.count() * 1'000'000; }

 private:
  Timestamp now_;
};

}  // namespace itk::test
