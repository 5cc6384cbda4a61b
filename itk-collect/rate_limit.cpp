#include "itk-collect/rate_limit.h"

#include <algorithm>

namespace itk::collect {

void RateLimit::take(Timestamp now) {
  const auto gap_ns = static_cast<std::int64_t>(1e9 / rate_);
  next_ = {std::max(now.ns, next_.ns) + gap_ns};
}

// As TCP does it: others share the quota, so half of what was too much is tried next, and a little more each
// time.
void RateLimit::throttled() { rate_ = std::max(rate_ / 2, std::min(most_, 0.25)); }

void RateLimit::succeeded() { rate_ = std::min(most_, rate_ + most_ / 20); }

}  // namespace itk::collect
