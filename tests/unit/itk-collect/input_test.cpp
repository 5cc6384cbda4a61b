// What itk-collect does with the stream that it reads.
#include <gmock/gmock.h>

#include "tests/unit/itk-collect/scene.h"

namespace itk::collect {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Input, EventsThatAreFoundBeforeTheirInvocationIsReadAreKept) {
  Scene scene;
  scene.work("A", 500);
  const std::string input = scene.input_for({"A", "B"});
  const std::size_t half = input.find("{\"itk\":\"invocation/1\",\"inv\":\"B\"");
  scene.write(input.substr(0, half));
  scene.work("B", 600, "22222222-2222-4697-b07a-ac58fc914c95", k_group, "s2");
  bool is_sent = false;
  scene.source.on_fetch = [&](std::size_t) {
    if (scene.elapsed_s() > 2.8 && !is_sent) {  // the call on which A closes
      is_sent = true;
      scene.write(input.substr(half));
      scene.close_input();
    }
  };
  const Outcome out = scene.run();
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_THAT(out.texts("B"), SizeIs(5));
}

TEST(Input, InputThatArrivesDuringTheWaitIsTaken) {
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

TEST(Input, ACaseWaitsForItsAnswer) {
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

TEST(Input, FailedAndSkippedSendsAreNotWaitedFor) {
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

TEST(Input, AFunctionThatRaisedDidWorkAndHasEvidence) {
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

TEST(Input, TheSecondInterruptClosesWhatIsOpen) {
  Scene scene;
  scene.source.on_fetch = [&](std::size_t calls) { scene.interrupts = calls >= 6 ? 2 : 1; };
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Incomplete);
  EXPECT_EQ(out.collections.at("A").reason, "interrupted");
  EXPECT_LE(scene.elapsed_s(), 10);
}

TEST(Input, ASavedStreamIsCollectedWithoutWaiting) {
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

TEST(Input, FlagsWinOverTheCase) {
  Scene scene;
  scene.options.log_groups = {"/other"};
  scene.options.deadline_s = 3;
  scene.options.quiet_s = 0.5;
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_THAT(out.collections.at("A").log_groups, ElementsAre("/other"));
  EXPECT_EQ(out.collections.at("A").deadline_ms, 3000);
  EXPECT_EQ(out.collections.at("A").quiet_ms, 500);
}

TEST(Input, ACaseWithoutLogGroupsIsAnErrorAtOnce) {
  Scene scene;
  const auto cases = std::vector{std::pair(scene.invocation("A", {}), scene.answer("A"))};
  const Outcome out = scene.run(scene.input_of(cases));
  EXPECT_EQ(out.exit, ExitCode::Usage);
  EXPECT_FALSE(out.collections.at("A").complete);
  EXPECT_THAT(out.log, HasSubstr("--log-groups"));
  EXPECT_THAT(scene.source.queries, IsEmpty());
}

TEST(Input, EventsOfOtherReadersPassAndOursAreReplaced) {
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

TEST(Input, SortedOutputIsInOrderOfCasesWhateverClosesFirst) {
  Scene scene;
  scene.stage_options.sorted = true;
  scene.work("B", 500);
  scene.work("A", 9'000, "22222222-2222-4697-b07a-ac58fc914c95", k_group, "s2");
  const Outcome out = scene.run(scene.input_for({"B", "A"}));
  EXPECT_EQ(out.events.front().inv, "A");
  EXPECT_EQ(out.events.back().inv, "B");
}

TEST(Input, ABrokenRecordClosesWhatIsOpenAndStops) {
  Scene scene;
  const std::string input = scene.input_for({"A"});
  scene.write(input.substr(0, input.find("{\"itk\":\"end/1\"")) + "{\"itk\":\"hologram/1\",}\n");
  scene.close_input();
  const Outcome out = scene.run();
  EXPECT_EQ(out.exit, ExitCode::Contract);
  EXPECT_FALSE(out.collections.at("A").complete);
}

}  // namespace
}  // namespace itk::collect
