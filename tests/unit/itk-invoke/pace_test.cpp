#include "itk-invoke/pace.h"

#include <gtest/gtest.h>

namespace itk::invoke {
namespace {

using std::chrono::milliseconds;

constexpr Timestamp k_start = Timestamp::from_s(1'790'000'000);

Timestamp at(double ms) { return Timestamp{k_start.ns + static_cast<std::int64_t>(ms * 1e6)}; }

PaceOptions at_once(std::int64_t count) {
  PaceOptions options;
  options.max_inflight = count;
  return options;
}

PaceOptions per_second(double rate, std::int64_t count = 1000) {
  PaceOptions options = at_once(count);
  options.rate = rate;
  return options;
}

// How many start within `ms`, where none ends.
int starts_within(Pace& pace, double ms, double from_ms = 0) {
  int count = 0;
  for (double now = from_ms; now < from_ms + ms; now += 1) {
    while (pace.until_next(at(now), 0) == milliseconds(0)) {
      pace.started(at(now));
      ++count;
    }
  }
  return count;
}

TEST(Pace, WithoutARateOnlyTheNumberAtOnceCounts) {
  Pace pace(at_once(2), k_start);
  EXPECT_EQ(pace.until_next(k_start, 0), milliseconds(0));
  pace.started(k_start);
  EXPECT_EQ(pace.until_next(k_start, 1), milliseconds(0));
  pace.started(k_start);
  EXPECT_EQ(pace.until_next(k_start, 2), std::nullopt);
}

TEST(Pace, ARateIsKept) {
  Pace pace(per_second(50), k_start);
  EXPECT_NEAR(starts_within(pace, 10'000), 500, 1);
}

TEST(Pace, StartsThatWereLateAreMadeUpForWithinASecond) {
  Pace pace(per_second(10), k_start);
  pace.started(k_start);
  // Nothing could start for five seconds: ten of them are made up for, and the rate holds again.
  EXPECT_NEAR(starts_within(pace, 1000, 5000), 10 + 10, 1);
  EXPECT_NEAR(starts_within(pace, 1000, 6000), 10, 1);
}

TEST(Pace, AnIntervalIsTheLeastTimeBetweenTwo) {
  PaceOptions options = at_once(8);
  options.interval = milliseconds(250);
  Pace pace(options, k_start);
  pace.started(k_start);
  EXPECT_EQ(pace.until_next(k_start, 1), milliseconds(250));
  EXPECT_EQ(pace.until_next(at(250), 1), milliseconds(0));
}

// As after a machine that was busy: what was late is not made up for.
TEST(Pace, AnIntervalIsKeptBehindALateStart) {
  PaceOptions options = at_once(8);
  options.interval = milliseconds(250);
  Pace pace(options, k_start);
  pace.started(k_start);
  pace.started(at(900));
  EXPECT_EQ(pace.until_next(at(900), 1), milliseconds(250));
}

TEST(Pace, TheWarmUpClimbsToTheRate) {
  PaceOptions options = per_second(100);
  options.warm_up = milliseconds(10'000);
  Pace pace(options, k_start);
  const int first = starts_within(pace, 2000);
  starts_within(pace, 6000, 2000);
  const int last = starts_within(pace, 2000, 8000);
  EXPECT_NEAR(first, 20, 8);   // about a tenth of the rate
  EXPECT_NEAR(last, 180, 20);  // about nine tenths
  EXPECT_NEAR(starts_within(pace, 2000, 10'000), 200, 5);
}

TEST(Pace, AThrottleHalvesWhatIsAllowedOnceASecond) {
  Pace pace(per_second(100, 64), k_start);
  EXPECT_TRUE(pace.throttled(at(0)));
  EXPECT_DOUBLE_EQ(pace.share(at(0)), 0.5);
  EXPECT_FALSE(pace.throttled(at(500)));  // of the same wave
  EXPECT_TRUE(pace.throttled(at(1000)));
  EXPECT_NEAR(pace.share(at(1000)), 0.275, 0.001);
  EXPECT_EQ(pace.until_next(at(1000), 17), std::nullopt);  // 64 x 0.275 = 17.6
}

TEST(Pace, WithoutThrottlesAllIsGivenBack) {
  Pace pace(per_second(100), k_start);
  for (int second = 0; second < 20; ++second) {
    pace.throttled(at(second * 1000));
  }
  const double lowest = pace.share(at(19'000));
  EXPECT_LT(lowest, 0.06);
  EXPECT_NEAR(pace.share(at(24'000)), lowest + 0.25, 0.001);
  EXPECT_DOUBLE_EQ(pace.share(at(60'000)), 1);
}

TEST(Pace, OneAtATimeCanBeTooManyAndThenPausesGrow) {
  Pace pace(at_once(1), k_start);
  pace.throttled(at(0));
  pace.started(at(0));
  EXPECT_EQ(pace.until_next(at(0), 0), milliseconds(1000));  // half of one at once
  pace.throttled(at(1000));
  pace.started(at(1000));
  EXPECT_GT(pace.until_next(at(1000), 0), milliseconds(2000));
  EXPECT_LE(pace.until_next(at(1000), 0), milliseconds(30'000));
}

}  // namespace
}  // namespace itk::invoke
