#include "itk-invoke/agent_trace.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace itk::invoke {
namespace {

// A part of this agent, at this second of 08:00.
aws::AgentPart part(const std::string& second, const std::string& trace, const std::string& more = "") {
  return {"trace", R"({"agentId":"AGENT","eventTime":"2026-11-20T08:00:)" + second + "Z\"" + more + R"(,"trace":)" +
                       trace + "}"};
}

std::vector<model::Event> events_of(const std::vector<aws::AgentPart>& parts) {
  AgentTrace trace("itk-1", {"nonce:itk-1"});
  std::vector<model::Event> events;
  for (const aws::AgentPart& each : parts) {
    for (model::Event& event : trace.add(each)) {
      events.push_back(std::move(event));
    }
  }
  for (model::Event& event : trace.rest()) {
    events.push_back(std::move(event));
  }
  std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return events;
}

TEST(AgentTrace, AModelCallIsAPairWithItsTokensAndItsOwnTimes) {
  const auto events = events_of(
      {part("05", R"({"orchestrationTrace":{"modelInvocationInput":{"traceId":"t-0","foundationModel":"claude"}}})"),
       part("05", R"({"orchestrationTrace":{"modelInvocationOutput":{"traceId":"t-0","metadata":{)"
                  R"("startTime":"2026-11-20T08:00:01Z","endTime":"2026-11-20T08:00:04Z",)"
                  R"("usage":{"inputTokens":10,"outputTokens":2}}}}})")});
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind, "start");
  EXPECT_EQ(events[0].component, "model:claude");
  EXPECT_EQ(events[0].operation, "InvokeModel");
  EXPECT_EQ(events[0].model, "claude");
  EXPECT_EQ(events[0].request.text, R"({"traceId":"t-0","foundationModel":"claude"})");
  EXPECT_EQ(events[0].start, parse_rfc3339("2026-11-20T08:00:01Z").value());
  EXPECT_EQ(events[1].kind, "end");
  EXPECT_EQ(events[1].component, "model:claude");
  EXPECT_EQ(events[1].stream, events[0].stream);
  EXPECT_EQ(events[1].end, parse_rfc3339("2026-11-20T08:00:04Z").value());
  EXPECT_EQ(events[1].tokens, (model::Tokens{10, 2}));
  EXPECT_LT(events[0].id, events[1].id);
  EXPECT_EQ(events[1].time, parse_rfc3339("2026-11-20T08:00:05Z").value());
}

TEST(AgentTrace, AToolCallIsAPairAndItsUsageIsNotCountedAgain) {
  const auto events = events_of(
      {part("01", R"({"orchestrationTrace":{"invocationInput":{"traceId":"t-0","invocationType":"ACTION_GROUP",)"
                  R"("actionGroupInvocationInput":{"actionGroupName":"orders","function":"find"}}}})"),
       part(
           "02",
           R"({"orchestrationTrace":{"observation":{"traceId":"t-0","type":"ACTION_GROUP",)"
           R"("actionGroupInvocationOutput":{"text":"1","metadata":{"usage":{"inputTokens":1,"outputTokens":1}}}}}})")});
  EXPECT_EQ(events[0].component, "tool:orders");
  EXPECT_EQ(events[0].operation, "find");
  EXPECT_EQ(events[1].kind, "end");
  EXPECT_EQ(events[1].component, "tool:orders");
  EXPECT_EQ(events[1].operation, "find");
  EXPECT_FALSE(events[1].tokens);
}

TEST(AgentTrace, CollaboratorsThatUseTheSameTraceIdsAreKeptApart) {
  const std::string input = R"({"orchestrationTrace":{"modelInvocationInput":{"traceId":"t","foundationModel":")";
  const std::string output = R"({"orchestrationTrace":{"modelInvocationOutput":{"traceId":"t"}}})";
  const std::string helper = R"(,"collaboratorName":"helper")";
  const auto events = events_of({part("01", input + "a\"}}}"), part("02", input + "b\"}}}", helper), part("03", output),
                                 part("04", output, helper)});
  EXPECT_EQ(events[2].component, "model:a");
  EXPECT_EQ(events[3].component, "model:b");
  EXPECT_NE(events[2].stream, events[3].stream);
}

TEST(AgentTrace, EverythingElseIsALogLineOfTheAgent) {
  const auto events =
      events_of({part("01", R"({"orchestrationTrace":{"rationale":{"traceId":"t","text":"because"}}})"),
                 part("02", R"({"failureTrace":{"failureReason":"boom"}})"),
                 part("03", R"({"guardrailTrace":{"action":"NONE","inputAssessments":[{}]}})"),
                 part("04", R"({"orchestrationTrace":{"observation":{"type":"FINISH","finalResponse":{"text":"x"}}}})"),
                 part("05", R"({"traceOfTomorrow":{"a":1.10}})"),
                 {"returnControl", R"({"invocationId":"i"})"}});
  for (const model::Event& event : events) {
    EXPECT_EQ(event.kind, "log");
    EXPECT_EQ(event.source, "bedrock-agent");
    EXPECT_EQ(event.ids, std::vector<std::string>{"nonce:itk-1"});
  }
  EXPECT_EQ(events[0].text, "because");
  EXPECT_EQ(events[0].component, "agent:AGENT");
  EXPECT_EQ(events[1].text, "boom");
  EXPECT_EQ(events[1].level, "ERROR");
  EXPECT_EQ(events[4].operation, "traceOfTomorrow");
  EXPECT_NE(events[4].payload.text.find(R"({"a":1.10})"), std::string::npos);
  EXPECT_EQ(events[5].operation, "returnControl");
}

TEST(AgentTrace, WhatCannotBeReadIsKept) {
  const auto events = events_of({{"trace", ""},
                                 {"trace", "{"},
                                 {"trace", "[]"},
                                 {"trace", R"({"trace":1})"},
                                 {"trace", R"({"trace":{"orchestrationTrace":[]}})"},
                                 {"trace", "\xff"}});
  ASSERT_EQ(events.size(), 6u);
  EXPECT_EQ(events[1].payload.text, R"("{")");
  EXPECT_EQ(events[5].enc, "base64");
}

TEST(AgentTrace, AnEndWithoutItsBeginningIsAnEnd) {
  const auto events = events_of({part("01", R"({"preProcessingTrace":{"modelInvocationOutput":{"traceId":"t"}}})")});
  EXPECT_EQ(events[0].kind, "end");
  EXPECT_EQ(events[0].component, "model:unknown");
}

}  // namespace
}  // namespace itk::invoke
