// What goes wrong on the way into the logs, and quotas on reading them.
#include <gtest/gtest.h>

#include <set>

#include "tests/sandbox/faults/plan.h"
#include "tests/sandbox/faults/rules_file.h"
#include "tests/sandbox/logs/store.h"
#include "tests/support/fake_clock.h"

namespace itk::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr char k_group[] = "/aws/lambda/f";

// A store in which a function has written so many events, one after another.
struct Written {
  Written(logs::Mishaps mishaps, int events, std::string group = k_group)
      : store(clock, {milliseconds(100), milliseconds(200)}, mishaps) {
    EXPECT_TRUE(store.create_group(group));
    EXPECT_TRUE(store.create_stream(group, "s"));
    for (int i = 0; i < events; ++i) {
      EXPECT_TRUE(store.put(group, "s", {{clock.now().ms() + i, "line " + std::to_string(i)}}));
    }
  }
  itk::test::FakeClock clock;
  logs::LogStore store;
};

TEST(Mishaps, AShareOfTheEventsIsLateAndAllAreTold) {
  logs::Mishaps mishaps;
  mishaps.late_share = 0.2;
  mishaps.late_least = seconds(5);
  mishaps.late_most = seconds(30);
  Written written(mishaps, 1'000);
  int late = 0;
  std::set<std::string> ids;
  for (const auto& [group, event] : written.store.written()) {
    EXPECT_EQ(group, k_group);
    ids.insert(logs::event_id(event.position));
    const std::int64_t lag_ms = event.ingestion_ms - written.clock.now().ms();
    EXPECT_TRUE((lag_ms >= 100 && lag_ms <= 200) || (lag_ms >= 5'000 && lag_ms <= 30'000)) << lag_ms;
    late += lag_ms >= 5'000 ? 1 : 0;
  }
  EXPECT_EQ(ids.size(), 1'000u);
  EXPECT_GT(late, 150);
  EXPECT_LT(late, 250);
}

TEST(Mishaps, GiantMessagesAreWholeAndInPiecesByTurns) {
  logs::Mishaps mishaps;
  mishaps.giant_every = 10;
  Written written(mishaps, 20);
  std::vector<std::string> giants;
  for (const auto& [group, event] : written.store.written()) {
    if (event.message.size() > 1'000) {
      giants.push_back(event.message);
    }
  }
  ASSERT_EQ(giants.size(), 5u);  // one that is whole, four pieces
  EXPECT_GT(giants[0].size(), 1'000'000u);
  EXPECT_LE(giants[0].size(), 1'048'576u);
  EXPECT_EQ(giants[0].back(), '}');
  EXPECT_EQ(giants[1].size(), 262'118u);
  EXPECT_EQ((giants[1] + giants[2] + giants[3] + giants[4]).back(), '}');
}

TEST(Mishaps, OnlyFunctionsWriteGiants) {
  logs::Mishaps mishaps;
  mishaps.giant_every = 1;
  EXPECT_EQ(Written(mishaps, 3, "/aws/bedrock/agents/a").store.written().size(), 3u);
}

TEST(Mishaps, AQuotaThrottlesWhatIsMore) {
  const auto rules =
      faults::read_rules("[{service: logs, operation: FilterLogEvents, fault: quota, per_second: 5}]", "f.yaml");
  ASSERT_TRUE(rules) << rules.error().message;
  FaultPlan plan(*rules, {});
  int accepted = 0;
  for (int call = 0; call < 200; ++call) {  // twenty a second, for ten seconds
    const Timestamp now{1'790'000'000'000'000'000 + call * std::int64_t{50'000'000}};
    accepted += plan.strike("logs", "FilterLogEvents", {}, now) == nullptr ? 1 : 0;
  }
  EXPECT_GE(accepted, 50);
  EXPECT_LE(accepted, 55);
  EXPECT_EQ(plan.strike("logs", "PutLogEvents", {}, {}), nullptr);
  EXPECT_FALSE(faults::read_rules("[{fault: quota, per_second: 0}]", "f.yaml"));
}

}  // namespace
}  // namespace itk::sandbox
