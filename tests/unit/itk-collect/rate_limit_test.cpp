#include "itk-collect/rate_limit.h"

#include <gtest/gtest.h>

#include <deque>
#include <functional>

namespace itk::collect {
namespace {

constexpr std::int64_t k_ms = 1'000'000;
constexpr std::int64_t k_second = 1'000 * k_ms;

// Whether a service that allows so many calls per second accepts one at this time.
using Quota = std::function<bool(std::int64_t now_ns)>;

// A bucket of one second's tokens, as AWS has it.
Quota bucket(double per_second) {
  return [=, tokens = per_second, filled = std::int64_t{0}](std::int64_t now) mutable {
    tokens = std::min(per_second, tokens + static_cast<double>(now - filled) / k_second * per_second);
    filled = now;
    const bool accepts = tokens >= 1;
    tokens -= accepts ? 1 : 0;
    return accepts;
  };
}

// So many in each second of the clock.
Quota by_the_clock(int per_second) {
  return [=, second = std::int64_t{-1}, calls = 0](std::int64_t now) mutable {
    calls = now / k_second == second ? calls : 0;
    second = now / k_second;
    return ++calls <= per_second;
  };
}

// So many in any second.
Quota sliding(std::size_t per_second) {
  return [=, calls = std::deque<std::int64_t>()](std::int64_t now) mutable {
    while (!calls.empty() && calls.front() <= now - k_second) {
      calls.pop_front();
    }
    const bool accepts = calls.size() < per_second;
    if (accepts) {
      calls.push_back(now);
    }
    return accepts;
  };
}

struct Tally {
  int accepted = 0;
  int throttled = 0;
};

// Calls as fast as the limit allows, for a minute; an answer takes 20 to 60 ms.
Tally call_for_a_minute(RateLimit limit, Quota quota) {
  Tally tally;
  std::int64_t now = 0;
  for (std::int64_t n = 0; now < 60 * k_second; ++n) {
    if (limit.next().ns > now) {
      now = (limit.next().ns / k_ms + 1) * k_ms;
    }
    limit.take({now});
    const bool accepts = quota(now);
    now += (20 + n * 7 % 41) * k_ms;
    ++(accepts ? tally.accepted : tally.throttled);
    accepts ? limit.succeeded({now}) : limit.throttled({now});
  }
  return tally;
}

void expect_well_used(const Tally& tally, double per_second) {
  EXPECT_GE(tally.accepted, 0.95 * 60 * per_second);
  EXPECT_LE(tally.throttled, 0.15 * 60 * per_second);
}

TEST(RateLimit, UsesWhatIsAllowedWhereTheQuotaIsKnown) {
  for (const Quota& quota : {bucket(5), by_the_clock(5), sliding(5)}) {
    expect_well_used(call_for_a_minute(RateLimit(4.5, 5), quota), 5);
  }
}

TEST(RateLimit, FindsAQuotaThatIsSmallerThanThought) {
  for (const Quota& quota : {bucket(5), by_the_clock(5), sliding(5)}) {
    expect_well_used(call_for_a_minute(RateLimit(9, 10), quota), 5);
  }
  expect_well_used(call_for_a_minute(RateLimit(22.5, 25), bucket(5)), 5);
}

TEST(RateLimit, LeavesRoomToOthersAndComesBack) {
  // Others take four of five calls for the first half minute.
  const Quota alone = bucket(5), shared = bucket(1);
  const Tally tally = call_for_a_minute(
      RateLimit(4.5, 5), [=](std::int64_t now) mutable { return now < 30 * k_second ? shared(now) : alone(now); });
  EXPECT_GE(tally.accepted, 0.65 * (30 + 150));
  EXPECT_LE(tally.throttled, 30);
}

TEST(RateLimit, NeverGoesBeyondWhatIsSaid) {
  EXPECT_LE(call_for_a_minute(RateLimit(2), bucket(25)).accepted, 2 * 60 + 1);
}

TEST(RateLimit, KnowsThePublishedQuotas) {
  EXPECT_EQ(filter_log_events_quota("us-east-1"), 25);
  EXPECT_EQ(filter_log_events_quota("eu-central-1"), 5);
  EXPECT_EQ(filter_log_events_quota("eu-west-1"), 10);
  EXPECT_EQ(filter_log_events_quota(""), 5);
}

}  // namespace
}  // namespace itk::collect
