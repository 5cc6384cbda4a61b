#include "itk-collect/window.h"

#include <gmock/gmock.h>

#include "itk-collect/window_span.h"
#include "tests/unit/itk-collect/scene.h"

namespace itk::collect {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// A day after the start of the scene, so that all lines are in the past.
Outcome read_window(Scene& scene, const std::string& since = "25h") {
  scene.clock.advance(std::chrono::hours(24));
  scene.options.since = since;
  scene.close_input();
  return scene.run();
}

TEST(Window, EventsOfAGroupLeaveInOrderBetweenRunAndCollection) {
  Scene scene;
  scene.options.log_groups = {k_group};
  scene.work("A", 500);
  const Outcome out = read_window(scene);
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  ASSERT_THAT(out.lines, SizeIs(8));
  EXPECT_THAT(out.lines[0], HasSubstr(R"("itk":"run/1")"));
  EXPECT_THAT(out.lines[0],
              HasSubstr(R"("mode":"live","account":"123456789012","region":"eu-west-1","endpoint":"aws")"));
  ASSERT_THAT(out.events, SizeIs(5));
  EXPECT_EQ(out.events[0].kind, "lambda.start");
  EXPECT_THAT(out.events[2].ids, ElementsAre(std::string("lambda:") + k_request));
  EXPECT_EQ(out.events[4].kind, "lambda.report");
  const model::Collection& collection = out.collections.at("");
  EXPECT_TRUE(collection.complete);
  EXPECT_EQ(collection.events, 5);
  ASSERT_TRUE(collection.lag_ms);
  EXPECT_EQ(collection.lag_ms->p95, 200);
  EXPECT_FALSE(collection.cost_usd);  // FilterLogEvents has no price
  EXPECT_THAT(collection.log_groups, ElementsAre(k_group));
}

TEST(Window, WideOnesAreSplitAndNothingComesTwice) {
  Scene scene;
  scene.options.log_groups = {k_group};
  for (int minute = 0; minute < 180; minute += 10) {
    scene.line(minute * 60'000, "line " + std::to_string(minute));
  }
  const Outcome out = read_window(scene);
  EXPECT_THAT(out.events, SizeIs(18));
  EXPECT_THAT(scene.source.queries, SizeIs(25));  // an hour each
  EXPECT_LT(*scene.source.queries[0].end, scene.source.queries[1].start);
}

TEST(Window, ARequestMayBeginInOneQueryAndEndInTheNext) {
  Scene scene;
  scene.options.log_groups = {k_group};
  scene.work("A", 3'600'000 - 2);
  const Outcome out = read_window(scene, "24h");
  ASSERT_THAT(out.events, SizeIs(5));
  EXPECT_THAT(out.events[2].ids, ElementsAre(std::string("lambda:") + k_request));
}

TEST(Window, GroupsAreNamedByPrefixAndGlob) {
  Scene scene;
  scene.line(0, "a", 0, "/aws/lambda/orders");
  scene.line(0, "b", 0, "/aws/lambda/other");
  scene.line(0, "c", 0, "/aws/other");
  scene.options.log_groups = {"/aws/lambda/*", "/aws/lambda/o?ders"};
  const Outcome out = read_window(scene);
  EXPECT_THAT(out.collections.at("").log_groups, ElementsAre("/aws/lambda/orders", "/aws/lambda/other"));
}

TEST(Window, TheFilterPatternIsCloudWatchsToApply) {
  Scene scene;
  scene.options.log_groups = {k_group};
  scene.options.filter_pattern = "ERROR";
  read_window(scene, "1h");
  EXPECT_EQ(scene.source.queries.at(0).filter_pattern, "ERROR");
}

TEST(Window, AGroupThatCannotBeReadIsMissingAndTheOthersAreRead) {
  Scene scene;
  scene.options.log_groups = {"/aws/none", k_group};
  scene.source.errors["/aws/none"] = usage_error("ResourceNotFoundException", "no such group");
  scene.work("A", 0);
  const Outcome out = read_window(scene);
  EXPECT_EQ(out.exit, ExitCode::Usage);
  EXPECT_THAT(out.events, SizeIs(5));
  EXPECT_THAT(out.errors, SizeIs(1));
  EXPECT_THAT(out.collections.at("").missing, ElementsAre(model::Awaited{"group", "", "/aws/none"}));
  EXPECT_FALSE(out.collections.at("").complete);
}

TEST(Window, WhatIsThrottledIsAskedAgain) {
  Scene scene;
  scene.options.log_groups = {k_group};
  scene.work("A", 0);
  scene.source.errors[k_group] = {ErrorClass::Quota, ExitCode::Unreachable, "ThrottlingException", "slow down", {}, {}};
  scene.source.failures_left = 3;
  const Outcome out = read_window(scene);
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_THAT(out.events, SizeIs(5));
}

TEST(Window, NothingIsReadThatMayNotBe) {
  Scene scene;
  scene.options.log_groups = {k_group};
  scene.refusal = Error{ErrorClass::Auth, ExitCode::Refused, "preflight", "production", {}, {}};
  const Outcome out = read_window(scene);
  EXPECT_EQ(out.exit, ExitCode::Refused);
  EXPECT_THAT(scene.source.queries, SizeIs(0));
}

TEST(Window, CtrlCEndsTheReading) {
  Scene scene;
  scene.options.log_groups = {k_group};
  scene.source.on_fetch = [&](std::size_t calls) { scene.interrupts = calls == 3 ? 1 : scene.interrupts; };
  const Outcome out = read_window(scene);
  EXPECT_EQ(out.exit, ExitCode::Incomplete);
  EXPECT_EQ(out.collections.at("").reason, "interrupted");
  EXPECT_THAT(scene.source.queries, SizeIs(3));
}

TEST(Window, WithoutLogGroupsThereIsNothingToRead) {
  Scene scene;
  const Outcome out = read_window(scene);
  EXPECT_EQ(out.exit, ExitCode::Usage);
  EXPECT_THAT(out.log, HasSubstr("name them with --log-groups or ITK_LOG_GROUPS"));
}

TEST(WindowSpan, IsADurationBeforeNowOrATime) {
  const Timestamp now = Timestamp::from_s(1'790'000'000);
  EXPECT_EQ(read_span("90m", "", now).value().from, Timestamp::from_s(1'790'000'000 - 5400));
  EXPECT_EQ(read_span("7d", "1d", now).value().until, Timestamp::from_s(1'790'000'000 - 86'400));
  EXPECT_EQ(read_span("2026-01-01T00:00:00Z", "", now).value().from, Timestamp::from_s(1'767'225'600));
  EXPECT_FALSE(read_span("yesterday", "", now));
  EXPECT_FALSE(read_span("1h", "2h", now));
}

TEST(WindowSpan, GlobsMatchAsAShellsDoAcrossSlashes) {
  EXPECT_TRUE(matches_glob("/aws/lambda/*", "/aws/lambda/a/b"));
  EXPECT_TRUE(matches_glob("*orders*", "/aws/lambda/orders-dev"));
  EXPECT_TRUE(matches_glob("/a?c", "/abc"));
  EXPECT_FALSE(matches_glob("/aws/lambda/*-dev", "/aws/lambda/orders-prod"));
  EXPECT_FALSE(matches_glob("/a", "/ab"));
}

}  // namespace
}  // namespace itk::collect
