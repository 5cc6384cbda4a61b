#include "common/aws/rate_limiter.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace itk::aws {
namespace {

Timestamp tick(int i) { return Timestamp::from_ms(1'790'000'000'000 + 100 * (i + 1)); }

TEST(RateLimiter, LimitsNothingBeforeTheFirstThrottle) {
  RateLimiter limiter(tick(-1));
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(limiter.take(tick(i)).count(), 0);
    limiter.observe(false, tick(i));
  }
  EXPECT_FALSE(limiter.is_limiting());
}

// The rates that botocore 1.43's adaptive mode computes for ten calls a second with throttles at 12, 13
// and 30.
TEST(RateLimiter, FollowsTheCurveOfAwssSdks) {
  RateLimiter limiter(tick(-1));
  const std::set<int> throttled = {12, 13, 30};
  const std::map<int, double> rates = {{11, 0.6912},   {12, 6.72},     {13, 4.704},    {14, 5.036576}, {20, 6.302317},
                                       {29, 6.719399}, {30, 4.703579}, {31, 5.036136}, {44, 6.70696}};
  const std::map<int, std::int64_t> waits_ms = {{13, 0}, {14, 29}, {15, 126}, {30, 916}, {44, 1750}};
  for (int i = 0; i < 45; ++i) {
    const auto wait = limiter.take(tick(i));
    if (const auto expected = waits_ms.find(i); expected != waits_ms.end()) {
      EXPECT_EQ(wait.count(), expected->second) << i;
    }
    limiter.observe(throttled.contains(i), tick(i));
    if (const auto expected = rates.find(i); expected != rates.end()) {
      EXPECT_NEAR(limiter.rate(), expected->second, 1e-4) << i;
    }
  }
  EXPECT_TRUE(limiter.is_limiting());
}

TEST(RateLimiter, NeverFallsBelowHalfARequestASecond) {
  RateLimiter limiter(tick(-1));
  for (int i = 0; i < 50; ++i) {
    limiter.observe(true, tick(i * 50));
  }
  EXPECT_EQ(limiter.rate(), 0.5);
}

}  // namespace
}  // namespace itk::aws
