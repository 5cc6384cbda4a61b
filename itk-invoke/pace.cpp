#include "itk-invoke/pace.h"

#include <algorithm>
#include <cmath>

namespace itk::invoke {
namespace {

constexpr double k_second_ms = 1000;
constexpr double k_regained_per_second = 0.05;
constexpr double k_least_share = 0.01;
// Where a single execution at a time is still too many, they start this far apart at most.
constexpr double k_longest_pause_ms = 30'000;
// Starts that were late are made up for, within this.
constexpr std::int64_t k_longest_debt_ms = 1000;
// In the first moments of the warm-up the rate is this part of what was asked for, so that something happens.
constexpr double k_first_ramp = 0.02;

Timestamp after(Timestamp time, double ms) {
  time.ns += static_cast<std::int64_t>(ms * 1e6);
  return time;
}

}  // namespace

Pace::Pace(const PaceOptions& options, Timestamp start)
    : options_(options), start_(start), next_(start), changed_(start) {
  options_.max_inflight = std::max<std::int64_t>(1, options_.max_inflight);
}

double Pace::share(Timestamp now) {
  const double passed_s = std::max(0.0, milliseconds_between(changed_, now)) / k_second_ms;
  share_ = std::min(1.0, share_ + passed_s * k_regained_per_second);
  changed_ = std::max(changed_, now);
  return share_;
}

bool Pace::throttled(Timestamp now) {
  static_cast<void>(share(now));
  if (has_throttled_ && milliseconds_between(next_cut_, now) < 0) {
    return false;
  }
  has_throttled_ = true;
  next_cut_ = after(now, k_second_ms);
  share_ = std::max(k_least_share, share_ / 2);
  return true;
}

// Between this start and the next.
double Pace::gap_ms(Timestamp now) {
  const double allowed = share(now);
  double gap = static_cast<double>(options_.interval.count());
  if (options_.rate > 0) {
    const double warm_up_ms = static_cast<double>(options_.warm_up.count());
    const double passed_ms = milliseconds_between(start_, now);
    const double ramp = passed_ms >= warm_up_ms ? 1 : std::max(k_first_ramp, passed_ms / warm_up_ms);
    gap = std::max(gap, k_second_ms / (options_.rate * ramp * allowed));
  }
  const double at_once = static_cast<double>(options_.max_inflight) * allowed;
  if (at_once < 1) {
    gap = std::max(gap, std::min(k_longest_pause_ms, k_second_ms * (1 / at_once - 1)));
  }
  return gap;
}

std::optional<std::chrono::milliseconds> Pace::until_next(Timestamp now, std::size_t under_way) {
  const double at_once = static_cast<double>(options_.max_inflight) * share(now);
  if (static_cast<double>(under_way) >= std::max(1.0, std::floor(at_once))) {
    return std::nullopt;
  }
  const double left_ms = milliseconds_between(now, next_);
  return std::chrono::milliseconds(left_ms <= 0 ? 0 : static_cast<std::int64_t>(std::ceil(left_ms)));
}

void Pace::started(Timestamp now) {
  const Timestamp oldest = after(now, -static_cast<double>(k_longest_debt_ms));
  next_ = after(std::max(next_, oldest), gap_ms(now));
  // A rate makes up for what was late, an interval never does.
  if (options_.interval.count() > 0) {
    next_ = std::max(next_, after(now, static_cast<double>(options_.interval.count())));
  }
}

}  // namespace itk::invoke
