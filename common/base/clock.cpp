#include "common/base/clock.h"

#include <ctime>

namespace itk {
namespace {

class SystemClock final : public Clock {
 public:
  Timestamp now() override {
    timespec ts{};
    clock_gettime(CLOCK_REALTIME, &ts);
    return {std::int64_t{ts.tv_sec} * 1'000'000'000 + ts.tv_nsec};
  }

  void sleep_for(std::chrono::milliseconds duration) override {
    if (duration.count() <= 0) {
      return;
    }
    const timespec ts{duration.count() / 1000, duration.count() % 1000 * 1'000'000};
    nanosleep(&ts, nullptr);  // interrupted by Ctrl-C on purpose: callers look at interrupts() next
  }
};

}  // namespace

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

}  // namespace itk
