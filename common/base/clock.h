// Time as a dependency: tools take a Clock&, tests give them one that they move by hand.
#pragma once

#include <chrono>

#include "common/base/time.h"

namespace itk {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() = 0;
  // Blocks this long; returns early when a signal arrives.
  virtual void sleep_for(std::chrono::milliseconds duration) = 0;
};

// The machine's clock.
Clock& system_clock();

}  // namespace itk
