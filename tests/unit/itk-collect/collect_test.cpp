// When a case is complete, and what leaves with it.
#include <gmock/gmock.h>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/itk-collect/scene.h"

namespace itk::collect {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Collect, ACaseIsCompleteWhenItsRequestsHaveReportedAndNothingNewComes) {
  Scene scene;
  scene.work("A", 500);
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  ASSERT_TRUE(out.collections.contains("A"));
  const model::Collection& collection = out.collections.at("A");
  EXPECT_TRUE(collection.complete) << collection.reason;
  EXPECT_THAT(collection.missing, IsEmpty());
  EXPECT_THAT(collection.awaited, ElementsAre(model::Awaited{"consumer", "sqs:m-A", ""},
                                              model::Awaited{"report", std::string("lambda:") + k_request, k_group}));
  EXPECT_EQ(collection.events, 5);
  EXPECT_EQ(collection.lag_ms->max, 200);
  EXPECT_GT(collection.api_calls, 0);
  // The last line came at 0.8 s; the quiet period is 2 s.
  EXPECT_GE(scene.elapsed_s(), 2.8);
  EXPECT_LE(scene.elapsed_s(), 4.5);
}

// What a window found (--since) is nobody's to find again: the stage runs on it as on any saved stream.
TEST(Collect, ASavedWindowKeepsItsEventsAndItsCollection) {
  Scene scene;
  const Outcome out = scene.run(
      R"({"itk":"run/1","run":"R","mode":"live","endpoint":"aws","version":"0","start":"2026-11-20T08:00:00.000Z"})"
      "\n"
      R"({"itk":"event/1","id":"e1","source":"cloudwatch","group":"/aws/lambda/orders","kind":"log","text":"hi"})"
      "\n"
      R"({"itk":"collection/1","complete":true,"events":1,"late":0,"pages":1,"api_calls":1,"throttles":0,"bytes":9})"
      "\n"
      R"({"itk":"end/1","stage":"itk-collect","read":0,"written":3,"exit":0,"sha256":""})"
      "\n");
  ASSERT_EQ(out.events.size(), 1u);
  EXPECT_EQ(out.events[0].id, "e1");
  EXPECT_EQ(out.collections.size(), 1u);
}

TEST(Collect, EventsLeaveInOrderBeforeTheirCollection) {
  Scene scene;
  scene.work("A", 500);
  const Outcome out = scene.run(scene.input_for({"A"}));
  ASSERT_THAT(out.events, SizeIs(5));
  EXPECT_EQ(out.events[0].kind, "lambda.start");
  EXPECT_EQ(out.events[2].text, "a line without any id");
  EXPECT_THAT(out.events[2].ids, ElementsAre(std::string("lambda:") + k_request));  // from its stream
  EXPECT_EQ(out.events[4].kind, "lambda.report");
  EXPECT_EQ(out.events[4].source, "cloudwatch");
  EXPECT_EQ(out.events[4].group, k_group);
  ASSERT_THAT(out.lines, SizeIs(11));  // run, invocation, answer, five events, collection, two ends
  EXPECT_THAT(out.lines[8], HasSubstr("collection/1"));
}

TEST(Collect, ALostReportIsIncompleteAtTheDeadlineAndNamed) {
  Scene scene;
  scene.work("A", 500, k_request, k_group, "s", false);
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Incomplete);
  const model::Collection& collection = out.collections.at("A");
  EXPECT_FALSE(collection.complete);
  EXPECT_THAT(collection.missing, ElementsAre(model::Awaited{"report", std::string("lambda:") + k_request, k_group}));
  EXPECT_THAT(collection.reason, HasSubstr(k_request));
  EXPECT_THAT(collection.reason, HasSubstr(k_group));
  EXPECT_THAT(collection.reason, HasSubstr("30 s"));
  EXPECT_EQ(collection.events, 4);  // what is there leaves all the same
  EXPECT_GE(scene.elapsed_s(), 30);
  EXPECT_LE(scene.elapsed_s(), 32);
}

TEST(Collect, AMessageThatNobodyConsumedIsNamed) {
  Scene scene;
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Incomplete);
  EXPECT_THAT(out.collections.at("A").reason, HasSubstr("sqs:m-A"));
  EXPECT_THAT(out.collections.at("A").reason, HasSubstr("trigger"));
  EXPECT_THAT(out.log, HasSubstr("waiting for the consumer sqs:m-A"));  // a line every ten seconds
}

TEST(Collect, NoiseDoesNotLeak) {
  Scene scene;
  scene.work("A", 500);
  scene.work("stranger", 510, "11111111-2222-4697-b07a-ac58fc914c95", k_group, "other stream");
  scene.line(520, "somebody else's line", 200, k_group, "third stream");
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_THAT(out.events, SizeIs(5));
  for (const model::Event& event : out.events) {
    EXPECT_EQ(event.inv, "A");
  }
}

TEST(Collect, AllGivesTheNoiseTooWithoutAnInvocation) {
  Scene scene;
  scene.options.all = true;
  scene.work("A", 500);
  scene.work("stranger", 510, "11111111-2222-4697-b07a-ac58fc914c95", k_group, "other stream");
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_THAT(out.events, SizeIs(10));
  EXPECT_THAT(out.texts(""), SizeIs(5));
}

TEST(Collect, IdsJoinTransitivelyAcrossGroups) {
  Scene scene;
  scene.work("A", 500);
  scene.line(550,
             R"({"message":"calling","function_request_id":")" + std::string(k_request) + R"(","session_id":"s-77"})");
  scene.line(560, R"({"message":"agent","session_id":"s-77"})", 200, "/aws/bedrock/agents/a", "x");
  scene.line(570, R"({"message":"agent","session_id":"s-78"})", 200, "/aws/bedrock/agents/a", "x");
  const auto cases =
      std::vector{std::pair(scene.invocation("A", {k_group, "/aws/bedrock/agents/a"}), scene.answer("A"))};
  const Outcome out = scene.run(scene.input_of(cases));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_THAT(out.events, SizeIs(7));
}

TEST(Collect, AnEventAfterItsCollectionPassesOnAsLate) {
  Scene scene;
  scene.work("A", 500);
  scene.line(650, R"({"message":"afterthought","function_request_id":")" + std::string(k_request) + "\"}", 9'000);
  scene.work("B", 500, "22222222-2222-4697-b07a-ac58fc914c95", k_group, "s2", false);  // keeps the tail open
  const Outcome out = scene.run(scene.input_for({"A", "B"}));
  EXPECT_EQ(out.texts("A").back(), "afterthought");
  EXPECT_TRUE(out.collections.at("A").complete);
  EXPECT_THAT(out.log, HasSubstr("1 events arrived after their case was closed"));
}

TEST(Collect, ACollectionThatWaitsForTheEndCountsWhatCameAfterIt) {
  Scene scene;
  scene.stage_options.sorted = true;
  scene.work("A", 500);
  scene.line(650, R"({"message":"afterthought","function_request_id":")" + std::string(k_request) + "\"}", 9'000);
  scene.work("B", 500, "22222222-2222-4697-b07a-ac58fc914c95", k_group, "s2", false);  // keeps the tail open
  const Outcome out = scene.run(scene.input_for({"A", "B"}));
  EXPECT_EQ(out.collections.at("A").late, 1);
  EXPECT_EQ(out.collections.at("B").late, 0);
}

TEST(Collect, TheQuietPeriodIsAtLeastTheConfiguredDelay) {
  Scene scene;
  scene.work("A", 500);
  test::TempDir dir;
  ASSERT_TRUE(write_file(dir / ".env", "ITK_LOG_DELAY_SECONDS=8\n"));
  scene.options.env_file = dir / ".env";
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.collections.at("A").quiet_ms, 8000);
  EXPECT_GE(scene.elapsed_s(), 8.8);
}

TEST(Collect, ABatchOfTwoCasesIsSharedAndNeitherLeaksIntoTheOther) {
  Scene scene;
  const std::string request = k_request;
  scene.line(500, "START RequestId: " + request + " Version: $LATEST\n");
  for (const char* inv : {"A", "B"}) {
    scene.line(510, R"({"message":"record of )" + std::string(inv) + R"(","messageId":")" + Scene::message(inv) +
                        R"(","function_request_id":")" + request + "\"}");
  }
  scene.line(600, "REPORT RequestId: " + request + "\tDuration: 100.00 ms\t\n");
  const Outcome out = scene.run(scene.input_for({"A", "B"}));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_THAT(out.texts("A"), ElementsAre("record of A"));
  EXPECT_THAT(out.texts("B"), ElementsAre("record of B"));
  EXPECT_THAT(out.texts(""), SizeIs(2));
}

TEST(Collect, AMessageThatIsConsumedLateKeepsItsCaseOpen) {
  Scene scene;
  scene.work("A", 20'000);
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_EQ(out.collections.at("A").events, 5);
  EXPECT_GE(scene.elapsed_s(), 22.3);
  EXPECT_LE(scene.elapsed_s(), 23.3);
}

TEST(Collect, TheQuietPeriodBeginsWhenTheLastEventWasIngested) {
  Scene scene;
  scene.options.rate = 4;
  std::vector<std::string> groups = {k_group};
  for (int i = 0; i < 3; ++i) {
    groups.push_back("/silent/" + std::to_string(i));
  }
  scene.work("A", 500);
  const auto cases = std::vector{std::pair(scene.invocation("A", groups), scene.answer("A"))};
  const Outcome out = scene.run(scene.input_of(cases));
  EXPECT_TRUE(out.collections.at("A").complete);
  EXPECT_GE(scene.elapsed_s(), 2.8);
  EXPECT_LE(scene.elapsed_s(), 3.8);  // one round of four groups, and no more
}

TEST(Collect, ACaseWhoseLinesShowNoOperationSaysHowToFindOut) {
  Scene scene;
  scene.line(500, R"({"message":"got it","sqs_message_id":"m-A"})", 200, "/plain", "s");
  model::Invocation invocation = scene.invocation("A", {"/plain"});
  invocation.file = "cases/a b.yaml";
  const Outcome out = scene.run(scene.input_of({{invocation, scene.answer("A")}}));
  EXPECT_TRUE(out.collections.at("A").complete);
  EXPECT_THAT(out.log, HasSubstr("1 log lines, and none of them shows an operation; what it does not log: "
                                 "itk audit --case 'cases/a b.yaml' --out audit/case-A"));
}

}  // namespace
}  // namespace itk::collect
