// Cases that declare what their evidence ends with.
#include <gmock/gmock.h>

#include "tests/unit/itk-collect/scene.h"

namespace itk::collect {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char k_other[] = "22222222-2222-4697-b07a-ac58fc914c95";

model::Sentinel sentinel(const std::string& what) {
  model::Sentinel out;
  out.what = what;
  return out;
}

model::Sentinel log_line(const std::string& pattern, const std::string& group = "") {
  model::Sentinel out = sentinel("log");
  out.pattern = pattern;
  out.group = group;
  return out;
}

// The stream of one case that waits for these.
std::string input_with(const Scene& scene, const std::vector<model::Sentinel>& until,
                       const std::vector<std::string>& groups = {k_group}) {
  model::Invocation invocation = scene.invocation("A", groups);
  invocation.collect->until = until;
  return scene.input_of({{invocation, scene.answer("A")}});
}

TEST(DeclaredSentinels, AReportOfEachRequestEndsTheCaseWithoutAQuietPeriod) {
  Scene scene;
  scene.work("A", 500);
  const Outcome out = scene.run(input_with(scene, {sentinel("report")}));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_TRUE(out.collections.at("A").complete);
  EXPECT_EQ(out.collections.at("A").events, 5);
  EXPECT_EQ(out.collections.at("A").arrived, 2);
  // The last line can be found at 0.8 s.
  EXPECT_LE(scene.elapsed_s(), 1.8);
}

TEST(DeclaredSentinels, WhatWasIngestedBeforeTheLastOfThemIsRead) {
  Scene scene;
  scene.options.rate = 4;
  std::vector<std::string> groups = {k_group};
  for (int i = 0; i < 6; ++i) {
    groups.push_back("/other/" + std::to_string(i));
    scene.line(590, R"({"message":"helped","function_request_id":")" + std::string(k_request) + "\"}", 200,
               groups.back());
  }
  scene.work("A", 500);
  const Outcome out = scene.run(input_with(scene, {sentinel("report")}, groups));
  EXPECT_TRUE(out.collections.at("A").complete);
  EXPECT_EQ(out.collections.at("A").events, 11);
}

TEST(DeclaredSentinels, AReportThatIsLostIsNamedWithItsGroupAndRequest) {
  Scene scene;
  scene.work("A", 500, k_request, k_group, "s", false);
  const Outcome out = scene.run(input_with(scene, {sentinel("report")}));
  EXPECT_EQ(out.exit, ExitCode::Incomplete);
  EXPECT_THAT(out.collections.at("A").missing,
              ElementsAre(model::Awaited{"report", std::string("lambda:") + k_request, k_group}));
}

TEST(DeclaredSentinels, WithoutAnyRequestTheReportIsMissing) {
  Scene scene;
  const Outcome out = scene.run(input_with(scene, {sentinel("report")}));
  EXPECT_THAT(out.collections.at("A").missing, ElementsAre(model::Awaited{"report", "", ""}));
  EXPECT_THAT(out.collections.at("A").reason, HasSubstr("a Lambda request and its REPORT did not come within 30 s"));
}

TEST(DeclaredSentinels, ALineIsLookedForInTheMessagesOfTheCaseOnly) {
  Scene scene;
  scene.work("A", 500);
  scene.work("stranger", 510, k_other, k_group, "other stream");
  scene.line(600, R"({"message":"order 5 shipped","function_request_id":")" + std::string(k_other) + "\"}");
  scene.line(20'000, R"({"message":"order 7 shipped","function_request_id":")" + std::string(k_request) + "\"}");
  const Outcome out = scene.run(input_with(scene, {log_line("order \\d+ shipped")}));
  EXPECT_TRUE(out.collections.at("A").complete) << out.collections.at("A").reason;
  EXPECT_GE(scene.elapsed_s(), 20.2);
  EXPECT_LE(scene.elapsed_s(), 21.2);
}

TEST(DeclaredSentinels, ALineThatIsKnownForTheCasesOnlyLaterCounts) {
  Scene scene;
  scene.line(520, R"({"message":"order 7 shipped","function_request_id":")" + std::string(k_request) + "\"}");
  scene.line(500,
             R"({"message":"got it","sqs_message_id":"m-A","function_request_id":")" + std::string(k_request) + "\"}",
             5'000);
  const Outcome out = scene.run(input_with(scene, {log_line("\"message\":\"order 7")}));
  EXPECT_TRUE(out.collections.at("A").complete) << out.collections.at("A").reason;
  EXPECT_GE(scene.elapsed_s(), 5.5);
  EXPECT_LE(scene.elapsed_s(), 6.5);
}

TEST(DeclaredSentinels, ALineThatNeverComesIsNamedWithItsGroup) {
  Scene scene;
  scene.work("A", 500);
  const Outcome out = scene.run(input_with(scene, {log_line("never said", k_group)}));
  EXPECT_EQ(out.exit, ExitCode::Incomplete);
  EXPECT_THAT(out.collections.at("A").missing, ElementsAre(model::Awaited{"log", "never said", k_group}));
  EXPECT_THAT(out.collections.at("A").reason, HasSubstr("a message that matches never said in /aws/lambda/orders"));
  EXPECT_THAT(out.log, HasSubstr("itk audit --case '' --out audit/case-A"));
}

TEST(DeclaredSentinels, ASpanIsToldByKindAndOperation) {
  Scene scene;
  scene.work("A", 500);
  const auto span = [](const std::string& kind, const std::string& operation) {
    model::Event event;
    event.id = kind + operation;
    event.source = "otlp";
    event.kind = "span";
    event.span_kind = kind;
    event.operation = operation;
    event.inv = "A";
    return event;
  };
  model::Sentinel wanted = sentinel("span");
  wanted.kind = "server";
  wanted.operation = "Invoke";
  std::string input = input_with(scene, {wanted});
  const std::size_t end = input.find("{\"itk\":\"end/1\"");
  std::string events;
  for (const model::Event& event : {span("client", "Invoke"), span("server", "Other"), span("server", "Invoke")}) {
    events += model::write_record(event) + "\n";
  }
  scene.write(input.substr(0, end) + events);
  scene.close_input();
  const Outcome out = scene.run();
  EXPECT_TRUE(out.collections.at("A").complete) << out.collections.at("A").reason;
  EXPECT_THAT(out.collections.at("A").awaited, ElementsAre(model::Awaited{"span", "server Invoke", ""}));
}

TEST(DeclaredSentinels, ABedrockAgentsAnswerIsItsFinalAnswer) {
  Scene scene;
  model::Invocation invocation = scene.invocation("A");
  invocation.entrypoint = "bedrock_invoke_agent";
  invocation.collect->until = {sentinel("answer")};
  const Outcome out = scene.run(scene.input_of({{invocation, scene.answer("A", "ok")}}));
  EXPECT_TRUE(out.collections.at("A").complete) << out.collections.at("A").reason;
  EXPECT_LE(scene.elapsed_s(), 1);
}

TEST(DeclaredSentinels, AFinalAnswerMayStandInALogLine) {
  Scene scene;
  scene.work("A", 500);
  scene.line(3'000, R"({"function_request_id":")" + std::string(k_request) +
                        R"(","observation":{"finalResponse":{"text":"Done."},"type":"FINISH"}})");
  const Outcome out = scene.run(input_with(scene, {sentinel("answer")}));
  EXPECT_TRUE(out.collections.at("A").complete) << out.collections.at("A").reason;
  EXPECT_GE(scene.elapsed_s(), 3.2);
  EXPECT_LE(scene.elapsed_s(), 4.2);
}

TEST(DeclaredSentinels, AQueueIsLookedAtWhenAllElseIsThere) {
  Scene scene;
  scene.work("A", 500);
  std::vector<double> looks;
  scene.queue_depth = [&](const std::string& queue) -> Result<std::int64_t> {
    EXPECT_EQ(queue, "dlq");
    looks.push_back(scene.elapsed_s());
    return scene.elapsed_s() < 4 ? 1 : 0;
  };
  model::Sentinel empty = sentinel("queue");
  empty.queue = "dlq";
  const Outcome out = scene.run(input_with(scene, {sentinel("report"), empty}));
  EXPECT_TRUE(out.collections.at("A").complete) << out.collections.at("A").reason;
  EXPECT_GE(looks.front(), 0.8);
  EXPECT_LE(looks.size(), 5u);  // once a second
  EXPECT_GE(scene.elapsed_s(), 4);
  EXPECT_LE(scene.elapsed_s(), 6);
}

TEST(DeclaredSentinels, AQueueThatIsNeverEmptyIsNamed) {
  Scene scene;
  scene.work("A", 500);
  scene.queue_depth = [](const std::string&) -> Result<std::int64_t> { return 3; };
  model::Sentinel empty = sentinel("queue");
  empty.queue = "dlq";
  const Outcome out = scene.run(input_with(scene, {empty}));
  EXPECT_THAT(out.collections.at("A").missing, ElementsAre(model::Awaited{"queue", "dlq", ""}));
  EXPECT_THAT(out.collections.at("A").reason, HasSubstr("queue dlq was not empty within 30 s"));
  EXPECT_THAT(out.collections.at("A").reason, HasSubstr("(dlq: 3 messages in it)"));
}

TEST(DeclaredSentinels, ANewRequestAfterTheReportsKeepsTheCaseOpen) {
  Scene scene;
  scene.options.rate = 2;
  scene.work("A", 500);
  // A second function begins on its behalf before the first has reported, and is found in the same round.
  scene.line(550, "START RequestId: " + std::string(k_other) + " Version: $LATEST\n", 200, "/second");
  scene.line(551,
             R"({"message":"helping","function_request_id":")" + std::string(k_other) +
                 R"(","parent_request":{"lambda_request_id":")" + k_request + "\"}}",
             200, "/second");
  scene.line(9'000, "REPORT RequestId: " + std::string(k_other) + "\tDuration: 100.00 ms\t\n", 200, "/second");
  const Outcome out = scene.run(input_with(scene, {sentinel("report")}, {k_group, "/second"}));
  EXPECT_TRUE(out.collections.at("A").complete);
  EXPECT_GE(scene.elapsed_s(), 9.2);
}

}  // namespace
}  // namespace itk::collect
