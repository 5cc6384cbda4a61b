// When the next execution may start: the rate and the number at once that were asked for, and less than that while
// something throttles, wherever it does. Additive increase, multiplicative decrease (AIMD, as TCP does it): a throttle
// halves what is allowed, at most once a second; each second without one gives back a twentieth of what was asked for.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "common/base/time.h"

namespace itk::invoke {

struct PaceOptions {
  std::int64_t max_inflight = 0;          // executions under way at once; 0: one
  double rate = 0;                        // starts per second; 0: as many as max_inflight allows
  std::chrono::milliseconds interval{0};  // least time between two starts
  std::chrono::milliseconds warm_up{0};   // in which the rate climbs from nothing to what was asked for
};

class Pace {
 public:
  Pace(const PaceOptions& options, Timestamp start);

  // How long until another may start; 0: now. Nothing: not before one of those `under_way` has ended.
  std::optional<std::chrono::milliseconds> until_next(Timestamp now, std::size_t under_way);
  void started(Timestamp now);
  // Something refused our rate. Whether that made us slower.
  bool throttled(Timestamp now);

  // The part of what was asked for that is allowed now, in (0, 1].
  double share(Timestamp now);

 private:
  double gap_ms(Timestamp now);

  PaceOptions options_;
  Timestamp start_;
  Timestamp next_;  // may start
  double share_ = 1;
  Timestamp changed_;   // share_ was
  Timestamp next_cut_;  // not before
  bool has_throttled_ = false;
};

}  // namespace itk::invoke
