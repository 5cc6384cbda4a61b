#include <gmock/gmock.h>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/itk-collect/scene.h"

namespace itk::collect {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
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

TEST(Collect, PagesMayBeEmptyWhileATokenIsThere) {
  Scene scene;
  scene.source.begins_with_empty_page = true;
  scene.source.page_size = 2;
  scene.work("A", 500);
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_THAT(out.events, SizeIs(5));
}

TEST(Collect, EachEventComesOutOnceHoweverOftenItIsFound) {
  Scene scene;
  scene.work("A", 500);
  scene.source.groups[k_group].push_back(scene.source.groups[k_group].front());
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_THAT(out.events, SizeIs(5));
  std::set<std::string> ids;
  for (const model::Event& event : out.events) {
    EXPECT_TRUE(ids.insert(event.id).second);
  }
}

TEST(Collect, LateAndOutOfOrderIngestionIsFoundBehindTheCursor) {
  Scene scene;
  scene.work("A", 500, k_request, k_group, "s", false);
  scene.line(20'000, "unrelated", 100, k_group, "other");
  // Ingested 12 s late, behind events that were read already.
  scene.line(600, "REPORT RequestId: " + std::string(k_request) + "\tDuration: 100.00 ms\t\n", 12'000, k_group, "s");
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_TRUE(out.collections.at("A").complete) << out.log;
  EXPECT_GE(scene.elapsed_s(), 14.6);
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

TEST(Collect, ThrottlingSlowsDownAndLosesNothing) {
  Scene scene;
  scene.source.errors[k_group] =
      Error{ErrorClass::Quota, ExitCode::Unreachable, "ThrottlingException", "Rate exceeded", "logs", "r"};
  scene.source.failures_left = 5;
  scene.work("A", 500);
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_TRUE(out.collections.at("A").complete);
  EXPECT_EQ(out.collections.at("A").throttles, 5);
}

TEST(Collect, AMissingLogGroupMakesItsCasesIncompleteAndNoOthers) {
  Scene scene;
  scene.source.errors["/aws/lambda/typo"] =
      Error{ErrorClass::Validation, ExitCode::Usage, "ResourceNotFoundException", "does not exist", "logs", "r-1"};
  scene.work("A", 500);
  const auto cases = std::vector{std::pair(scene.invocation("A"), scene.answer("A")),
                                 std::pair(scene.invocation("B", {"/aws/lambda/typo"}), scene.answer("B"))};
  const Outcome out = scene.run(scene.input_of(cases));
  EXPECT_EQ(out.exit, ExitCode::Incomplete) << out.log;
  EXPECT_TRUE(out.collections.at("A").complete);
  EXPECT_FALSE(out.collections.at("B").complete);
  EXPECT_THAT(out.collections.at("B").reason, HasSubstr("/aws/lambda/typo"));
}

TEST(Collect, ALogGroupThatItsFirstLineCreatesIsWaitedFor) {
  Scene scene;
  scene.source.errors[k_group] =
      Error{ErrorClass::Validation, ExitCode::Usage, "ResourceNotFoundException", "none", "logs", "r"};
  scene.source.failures_left = 4;
  scene.work("A", 500);
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
}

TEST(Collect, ARefusedLogGroupIsAnErrorOfItsCase) {
  Scene scene;
  scene.source.errors["/secret"] =
      Error{ErrorClass::Auth, ExitCode::Refused, "AccessDeniedException", "not authorized", "logs", "r-1"};
  scene.work("A", 500);
  const auto cases = std::vector{std::pair(scene.invocation("A", {k_group, "/secret"}), scene.answer("A"))};
  const Outcome out = scene.run(scene.input_of(cases));
  EXPECT_EQ(out.exit, ExitCode::Unreachable);
  ASSERT_THAT(out.errors, SizeIs(1));
  EXPECT_EQ(out.errors[0].inv, "A");
  EXPECT_EQ(out.errors[0].request_id, "r-1");
  EXPECT_FALSE(out.collections.at("A").complete);
  EXPECT_EQ(out.collections.at("A").events, 5);  // what the other group has is there
  EXPECT_LE(scene.elapsed_s(), 5);
}

TEST(Collect, AnEndpointThatDiesIsGivenUpAfterItsPatience) {
  Scene scene;
  scene.work("A", 500, k_request, k_group, "s", false);
  scene.options.deadline_s = 300;
  scene.source.on_fetch = [&](std::size_t calls) {
    if (calls == 5) {
      scene.source.errors[k_group] =
          Error{ErrorClass::Transient, ExitCode::Unreachable, "connect_failed", "connection refused", "logs", ""};
    }
  };
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Unreachable);
  EXPECT_THAT(out.collections.at("A").reason, HasSubstr("connection refused"));
  EXPECT_THAT(out.errors, SizeIs(1));
  EXPECT_LE(scene.elapsed_s(), 40);
}

TEST(Collect, AnEndpointThatIsDeadAtTheDeadlineIsTheReason) {
  Scene scene;
  scene.work("A", 500);
  scene.options.deadline_s = 8;
  scene.source.on_fetch = [&](std::size_t calls) {
    if (calls == 4) {
      scene.source.errors[k_group] =
          Error{ErrorClass::Transient, ExitCode::Unreachable, "connect_failed", "connection refused", "logs", ""};
    }
  };
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Unreachable);
  EXPECT_FALSE(out.collections.at("A").complete);
  EXPECT_THAT(out.collections.at("A").reason, HasSubstr("/aws/lambda/orders could not be read: connection refused"));
  ASSERT_THAT(out.errors, SizeIs(1));
  EXPECT_EQ(out.errors[0].inv, "A");
}

TEST(Collect, EventsThatAreFoundBeforeTheirInvocationIsReadAreKept) {
  Scene scene;
  scene.work("A", 500);
  const std::string input = scene.input_for({"A", "B"});
  const std::size_t half = input.find("{\"itk\":\"invocation/1\",\"inv\":\"B\"");
  scene.write(input.substr(0, half));
  scene.work("B", 600, "22222222-2222-4697-b07a-ac58fc914c95", k_group, "s2");
  bool is_sent = false;
  scene.source.on_fetch = [&](std::size_t) {
    if (scene.elapsed_s() > 2.9 && !is_sent) {  // the call on which A closes
      is_sent = true;
      scene.write(input.substr(half));
      scene.close_input();
    }
  };
  const Outcome out = scene.run();
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_THAT(out.texts("B"), SizeIs(5));
}

TEST(Collect, WithoutCredentialsEveryCaseSaysSo) {
  Scene scene;
  scene.no_source = Error{ErrorClass::Auth, ExitCode::Refused, "no_credentials", "no credentials", "", ""};
  const Outcome out = scene.run(scene.input_for({"A", "B"}));
  EXPECT_EQ(out.exit, ExitCode::Refused);
  EXPECT_THAT(out.errors, SizeIs(1));
  EXPECT_EQ(out.collections.at("A").reason, "no credentials");
  EXPECT_EQ(out.collections.at("B").reason, "no credentials");
}

TEST(Collect, CasesShareOneTailPerLogGroup) {
  Scene scene;
  std::vector<std::string> invs;
  for (int i = 0; i < 40; ++i) {
    const std::string inv = "I" + std::to_string(i);
    invs.push_back(inv);
    scene.work(inv, 500 + i, "0000" + std::to_string(1000 + i) + "-1111-4697-b07a-ac58fc914c95", k_group,
               "stream " + inv);
  }
  const Outcome out = scene.run(scene.input_for(invs));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_THAT(out.collections, SizeIs(40));
  for (const std::string& inv : invs) {
    EXPECT_THAT(out.texts(inv), SizeIs(5)) << inv;
  }
  EXPECT_LE(scene.source.queries.size(), 20u);
}

TEST(Collect, InputThatArrivesDuringTheWaitIsTaken) {
  Scene scene;
  scene.work("A", 500);
  const std::string input = scene.input_for({"A", "B"});
  const std::size_t half = input.find("{\"itk\":\"invocation/1\",\"inv\":\"B\"");
  ASSERT_NE(half, std::string::npos);
  scene.write(input.substr(0, half));
  scene.work("B", 3'000, "22222222-2222-4697-b07a-ac58fc914c95", k_group, "s2");
  scene.source.on_fetch = [&](std::size_t calls) {
    if (calls == 3) {
      scene.write(input.substr(half));
      scene.close_input();
    }
  };
  const Outcome out = scene.run();
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_TRUE(out.collections.at("A").complete);
  EXPECT_TRUE(out.collections.at("B").complete);
  EXPECT_THAT(out.texts("B"), SizeIs(5));
}

TEST(Collect, ACaseWaitsForItsAnswer) {
  Scene scene;
  scene.work("A", 500);
  const std::string input = scene.input_for({"A"});
  const std::size_t answer = input.find("{\"itk\":\"answer/1\"");
  scene.write(input.substr(0, answer));
  bool is_answered = false;
  scene.source.on_fetch = [&](std::size_t) {
    if (scene.elapsed_s() > 12 && !is_answered) {
      is_answered = true;
      scene.write(input.substr(answer));
      scene.close_input();
    }
  };
  const Outcome out = scene.run();
  EXPECT_TRUE(out.collections.at("A").complete) << out.log;
  EXPECT_GE(scene.elapsed_s(), 14);
}

TEST(Collect, FailedAndSkippedSendsAreNotWaitedFor) {
  Scene scene;
  model::Answer failed = scene.answer("A", "error");
  failed.error = model::Fault{"validation", "QueueDoesNotExist", "no such queue", "sqs", ""};
  const auto cases = std::vector{std::pair(scene.invocation("A"), failed),
                                 std::pair(scene.invocation("B"), scene.answer("B", "skipped"))};
  const Outcome out = scene.run(scene.input_of(cases));
  EXPECT_EQ(out.exit, ExitCode::Ok);  // itk-invoke's exit code says it
  EXPECT_FALSE(out.collections.at("A").complete);
  EXPECT_THAT(out.collections.at("A").reason, HasSubstr("no such queue"));
  EXPECT_FALSE(out.collections.contains("B"));
  EXPECT_LE(scene.elapsed_s(), 1);
}

TEST(Collect, AFunctionThatRaisedDidWorkAndHasEvidence) {
  Scene scene;
  scene.work("A", 500);
  model::Answer raised = scene.answer("A", "error");
  raised.http_status = 200;
  raised.ids = {std::string("lambda:") + k_request};
  raised.error = model::Fault{"validation", "Lambda.ValueError", "no such order", "lambda", ""};
  const auto cases = std::vector{std::pair(scene.invocation("A"), raised)};
  const Outcome out = scene.run(scene.input_of(cases));
  EXPECT_TRUE(out.collections.at("A").complete) << out.collections.at("A").reason;
  EXPECT_GT(out.collections.at("A").events, 0);
}

TEST(Collect, TheSecondInterruptClosesWhatIsOpen) {
  Scene scene;
  scene.source.on_fetch = [&](std::size_t calls) { scene.interrupts = calls >= 6 ? 2 : 1; };
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Incomplete);
  EXPECT_EQ(out.collections.at("A").reason, "interrupted");
  EXPECT_LE(scene.elapsed_s(), 10);
}

TEST(Collect, ASavedStreamIsCollectedWithoutWaiting) {
  Scene scene;
  scene.work("A", 500);
  scene.clock.advance(std::chrono::hours(24));
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_TRUE(out.collections.at("A").complete);
  EXPECT_LE(scene.elapsed_s(), 24 * 3600 + 2);
  ASSERT_TRUE(scene.source.queries[0].end);  // it does not read a day of logs
  EXPECT_LE(milliseconds_between(Scene::clock_start(), *scene.source.queries[0].end), 120'000);
}

TEST(Collect, WideWindowsAreSplit) {
  Scene scene;
  scene.work("A", 500);
  scene.clock.advance(std::chrono::hours(24));
  test::TempDir dir;
  ASSERT_TRUE(write_file(dir / ".env", "ITK_LOG_QUERY_WINDOW_SECONDS=10\n"));
  scene.options.env_file = dir / ".env";
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_THAT(out.events, SizeIs(5));
  for (const LogQuery& query : scene.source.queries) {
    ASSERT_TRUE(query.end);
    EXPECT_LE(milliseconds_between(query.start, *query.end), 10'000);
  }
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

TEST(Collect, FlagsWinOverTheCase) {
  Scene scene;
  scene.options.log_groups = {"/other"};
  scene.options.deadline_s = 3;
  scene.options.quiet_s = 0.5;
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_THAT(out.collections.at("A").log_groups, ElementsAre("/other"));
  EXPECT_EQ(out.collections.at("A").deadline_ms, 3000);
  EXPECT_EQ(out.collections.at("A").quiet_ms, 500);
}

TEST(Collect, ACaseWithoutLogGroupsIsAnErrorAtOnce) {
  Scene scene;
  const auto cases = std::vector{std::pair(scene.invocation("A", {}), scene.answer("A"))};
  const Outcome out = scene.run(scene.input_of(cases));
  EXPECT_EQ(out.exit, ExitCode::Usage);
  EXPECT_FALSE(out.collections.at("A").complete);
  EXPECT_THAT(out.log, HasSubstr("--log-groups"));
  EXPECT_THAT(scene.source.queries, IsEmpty());
}

TEST(Collect, CallsKeepToTheirRate) {
  Scene scene;
  scene.options.rate = 2;
  scene.work("A", 500);
  const auto cases = std::vector{std::pair(scene.invocation("A", {k_group, "/b", "/c", "/d"}), scene.answer("A"))};
  scene.run(scene.input_of(cases));
  EXPECT_LE(static_cast<double>(scene.source.queries.size()), 2 * scene.elapsed_s() + 2);
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

TEST(Collect, EventsOfOtherReadersPassAndOursAreReplaced) {
  Scene scene;
  scene.work("A", 500);
  const Outcome once = scene.run(scene.input_for({"A"}));
  Scene again;
  again.work("A", 500);
  std::string input;
  for (const std::string& line : once.lines) {
    input += line + "\n";
    if (line.find("answer/1") != std::string::npos) {
      input += R"({"itk":"event/1","id":"stream-1","source":"agent-stream","kind":"log","inv":"A"})"
               "\n";
    }
  }
  again.clock.advance(std::chrono::hours(1));
  const Outcome twice = again.run(input);
  EXPECT_THAT(twice.events, SizeIs(6));
  EXPECT_EQ(twice.events[0].id, "stream-1");
  EXPECT_THAT(twice.collections, SizeIs(1));
}

TEST(Collect, SortedOutputIsInOrderOfCasesWhateverClosesFirst) {
  Scene scene;
  scene.stage_options.sorted = true;
  scene.work("B", 500);
  scene.work("A", 9'000, "22222222-2222-4697-b07a-ac58fc914c95", k_group, "s2");
  const Outcome out = scene.run(scene.input_for({"B", "A"}));
  EXPECT_EQ(out.events.front().inv, "A");
  EXPECT_EQ(out.events.back().inv, "B");
}

TEST(Collect, ABrokenRecordClosesWhatIsOpenAndStops) {
  Scene scene;
  const std::string input = scene.input_for({"A"});
  scene.write(input.substr(0, input.find("{\"itk\":\"end/1\"")) + "{\"itk\":\"hologram/1\",}\n");
  scene.close_input();
  const Outcome out = scene.run();
  EXPECT_EQ(out.exit, ExitCode::Contract);
  EXPECT_FALSE(out.collections.at("A").complete);
}

// --- Fixtures ---

std::string fixture_run(const Scene& scene, const std::string& path) {
  std::string input = scene.input_for(std::vector<std::string>());
  const std::string end = input.substr(input.find("{\"itk\":\"end/1\""));
  input =
      R"({"itk":"run/1","run":"R","mode":"dev-fixtures","endpoint":"aws","version":"0","start":"2026-11-20T08:00:00.000Z"})"
      "\n";
  for (const char* inv : {"A", "B"}) {
    input += R"({"itk":"invocation/1","mode":"dev-fixtures","inv":")" + std::string(inv) + R"(","run":"R","case":"c-)" +
             inv + R"(","iteration":1,"entrypoint":"sqs_event","fixture":")" + path + "\"}\n";
    input += R"({"itk":"answer/1","mode":"dev-fixtures","inv":")" + std::string(inv) +
             R"(","status":"ok","attempts":0})"
             "\n";
  }
  return input + end;
}

TEST(Fixtures, EveryLineIsAnEventBoundToItsCase) {
  test::TempDir dir;
  ASSERT_TRUE(write_file(
      dir / "f.jsonl",
      R"({"span_id":"s1","component":"a:b","operation":"op","ts_start":"2026-01-15T12:00:00Z","lambda_request_id":"req-aaa"})"
      "\r\n\nnot json at all\n"));
  Scene scene;
  const Outcome out = scene.run(fixture_run(scene, dir / "f.jsonl"));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  ASSERT_THAT(out.events, SizeIs(4));
  EXPECT_EQ(out.events[0].kind, "span");
  EXPECT_EQ(out.events[0].source, "fixture");
  EXPECT_EQ(out.events[0].inv, "A");
  EXPECT_EQ(out.events[0].mode, "dev-fixtures");
  EXPECT_EQ(out.events[1].text, "not json at all");
  EXPECT_THAT(out.events[1].id, HasSubstr(":3@A"));
  EXPECT_EQ(out.events[2].inv, "B");
  EXPECT_NE(out.events[2].id, out.events[0].id);
  EXPECT_TRUE(out.collections.at("A").complete);
  EXPECT_EQ(out.collections.at("A").events, 2);
  EXPECT_THAT(scene.source.queries, IsEmpty());
}

TEST(Fixtures, AMissingFileIsAnErrorOfItsCase) {
  Scene scene;
  const Outcome out = scene.run(fixture_run(scene, "/nowhere/f.jsonl"));
  EXPECT_EQ(out.exit, ExitCode::Usage);
  ASSERT_THAT(out.errors, SizeIs(2));
  EXPECT_EQ(out.errors[0].inv, "A");
  EXPECT_FALSE(out.collections.at("A").complete);
}

}  // namespace
}  // namespace itk::collect
