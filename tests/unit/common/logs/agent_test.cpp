// Traces of Bedrock agents as they stand in log lines and saved streams, and Bedrock's log of model invocations.
#include <gmock/gmock.h>

#include "common/base/text.h"
#include "common/logs/agent_steps.h"
#include "tests/unit/common/logs/parse_line.h"

namespace itk::logs {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A part of the agent AGENT, logged as it is.
std::string part(const std::string& trace, const std::string& more = "") {
  return R"({"agentId":"AGENT","sessionId":"s-1","eventTime":"2026-11-20T08:00:05Z")" + more + R"(,"trace":)" + trace +
         "}";
}

model::Event event_of(const std::string& line) { return parse_line(line, "/aws/lambda/orders").event; }

std::vector<model::Event> events_of(const std::vector<std::string>& lines, const std::string& stream = "") {
  LogParser parser;
  std::vector<model::Event> events;
  for (const std::string& line : lines) {
    events.push_back(parser.parse({line, "", stream, std::nullopt}).event);
  }
  return events;
}

constexpr char k_model_input[] =
    R"({"orchestrationTrace":{"modelInvocationInput":{"traceId":"t-0","foundationModel":"claude"}}})";
constexpr char k_model_output[] =
    R"({"orchestrationTrace":{"modelInvocationOutput":{"traceId":"t-0","metadata":{"clientRequestId":"c-1",)"
    R"("startTime":"2026-11-20T08:00:01Z","endTime":"2026-11-20T08:00:04Z","usage":{"inputTokens":10,"outputTokens":2}}}}})";

TEST(AgentPart, AModelIsAskedAndAnswers) {
  const auto events = events_of({part(k_model_input), part(k_model_output)});
  EXPECT_EQ(events[0].kind, "start");
  EXPECT_EQ(events[0].component, "model:claude");
  EXPECT_EQ(events[0].operation, "InvokeModel");
  EXPECT_EQ(format_rfc3339(*events[0].start), "2026-11-20T08:00:05.000Z");
  EXPECT_EQ(events[0].request.text, R"({"traceId":"t-0","foundationModel":"claude"})");
  EXPECT_EQ(events[1].kind, "end");
  EXPECT_EQ(events[1].component, "model:claude");
  EXPECT_EQ(events[1].tokens, (model::Tokens{10, 2}));
  EXPECT_EQ(format_rfc3339(*events[1].start), "2026-11-20T08:00:01.000Z");
  EXPECT_EQ(format_rfc3339(*events[1].end), "2026-11-20T08:00:04.000Z");
  EXPECT_EQ(events[0].stream, events[1].stream);
  EXPECT_THAT(events[1].ids, ElementsAre("request:c-1", "session:s-1"));
}

TEST(AgentPart, EverySectionThatAsksAModelIsAPair) {
  for (const char* section :
       {"preProcessingTrace", "orchestrationTrace", "postProcessingTrace", "routingClassifierTrace"}) {
    const auto wrap = [&](const std::string& step) { return part("{\"" + std::string(section) + "\":" + step + "}"); };
    const auto events = events_of({wrap(R"({"modelInvocationInput":{"traceId":"t","foundationModel":"m"}})"),
                                   wrap(R"({"modelInvocationOutput":{"traceId":"t"}})")});
    EXPECT_EQ(events[0].kind, "start") << section;
    EXPECT_EQ(events[1].kind, "end") << section;
    EXPECT_EQ(events[1].component, "model:m") << section;
  }
}

struct Tool {
  const char* input;
  const char* output;
  const char* component;
  const char* operation;
};

TEST(AgentPart, EveryToolIsCalledAndReturns) {
  const Tool tools[] = {
      {R"("actionGroupInvocationInput":{"actionGroupName":"orders","function":"find"})",
       R"("actionGroupInvocationOutput":{"text":"1"})", "tool:orders", "find"},
      {R"("actionGroupInvocationInput":{"actionGroupName":"orders","apiPath":"/orders","verb":"POST"})",
       R"("actionGroupInvocationOutput":{"text":"1"})", "tool:orders", "POST /orders"},
      {R"("knowledgeBaseLookupInput":{"knowledgeBaseId":"KB1","text":"q"})",
       R"("knowledgeBaseLookupOutput":{"retrievedReferences":[]})", "knowledge-base:KB1", "TYPE"},
      {R"("agentCollaboratorInvocationInput":{"agentCollaboratorName":"helper"})",
       R"("agentCollaboratorInvocationOutput":{"output":{}})", "agent:helper", "TYPE"},
      {R"("codeInterpreterInvocationInput":{"code":"1+1"})",
       R"("codeInterpreterInvocationOutput":{"executionOutput":"2"})", "tool:TYPE", "TYPE"}};
  for (const Tool& tool : tools) {
    const auto events =
        events_of({part(R"({"orchestrationTrace":{"invocationInput":{"traceId":"t","invocationType":"TYPE",)" +
                        std::string(tool.input) + "}}}"),
                   part(R"({"orchestrationTrace":{"observation":{"traceId":"t","type":"TYPE",)" +
                        std::string(tool.output) + "}}}")});
    EXPECT_EQ(events[0].kind, "start") << tool.input;
    EXPECT_EQ(events[0].component, tool.component);
    EXPECT_EQ(events[0].operation, tool.operation);
    EXPECT_EQ(events[1].kind, "end") << tool.input;
    EXPECT_EQ(events[1].component, tool.component);
    EXPECT_EQ(events[1].operation, tool.operation);
    EXPECT_EQ(events[1].status, "ok");
  }
}

TEST(AgentPart, CodeThatFailsIsAnErrorOfItsTool) {
  const model::Event event = event_of(part(
      R"({"orchestrationTrace":{"observation":{"traceId":"t","type":"ACTION_GROUP","codeInterpreterInvocationOutput":{"executionError":"NameError: x"}}}})"));
  EXPECT_EQ(event.status, "error");
  EXPECT_EQ(event.error.text, R"({"message":"NameError: x"})");
}

TEST(AgentPart, EverythingElseIsALogOfTheAgent) {
  const model::Event rationale =
      event_of(part(R"({"orchestrationTrace":{"rationale":{"traceId":"t","text":"because"}}})"));
  EXPECT_EQ(rationale.kind, "log");
  EXPECT_EQ(rationale.component, "agent:AGENT");
  EXPECT_EQ(rationale.text, "because");
  const model::Event custom =
      event_of(part(R"({"customOrchestrationTrace":{"traceId":"t","event":{"text":"go on"}}})"));
  EXPECT_EQ(custom.operation, "customOrchestrationTrace");
  EXPECT_EQ(custom.text, "go on");
  const model::Event guardrail =
      event_of(part(R"({"guardrailTrace":{"action":"INTERVENED","inputAssessments":[{}]}})"));
  EXPECT_EQ(guardrail.level, "WARN");
  EXPECT_EQ(guardrail.text, "guardrail INTERVENED");
  const model::Event failure = event_of(part(R"({"failureTrace":{"failureReason":"boom","failureCode":424}})"));
  EXPECT_EQ(failure.kind, "log");
  EXPECT_EQ(failure.status, "error");
  EXPECT_EQ(failure.error.text, R"({"type":"424","message":"boom"})");
  const model::Event last = event_of(part(
      R"({"orchestrationTrace":{"observation":{"traceId":"t","type":"FINISH","finalResponse":{"text":"Hello"}}}})"));
  EXPECT_EQ(last.text, "Hello");
}

// However an application logs a trace, it says the same.
TEST(AgentPart, IsKnownInEveryWrapper) {
  const std::string bare = part(k_model_input);
  std::string escaped;
  for (const char c : bare) {
    escaped += c == '"' ? "\\\"" : std::string(1, c);
  }
  const std::string lines[] = {
      bare,
      R"({"trace":)" + bare + "}",
      R"({"headers":{":message-type":"event",":event-type":"trace"},"payload":)" + bare + "}",
      R"({"level":"INFO","message":)" + bare + R"(,"function_request_id":"r-1"})",
      R"({"level":"INFO","message":"agent trace","trace":{"orchestrationTrace":{"modelInvocationInput":{"traceId":"t-0","foundationModel":"claude"}}},"sessionId":"s-1","eventTime":"2026-11-20T08:00:05Z"})",
      R"({"level":"INFO","message":")" + escaped + "\"}",
      R"({"level":"INFO","message":"Trace: )" + escaped + "\"}",
      R"({"event":{"trace":)" + bare + "}}",
      "Received trace " + bare,
      "[INFO]\t2026-11-20T08:00:05.000Z\t8f507cfc-1111-4697-b07a-ac58fc914c95\t" + bare,
      "{'agentId': 'AGENT', 'sessionId': 's-1', 'eventTime': '2026-11-20T08:00:05Z', 'trace': {'orchestrationTrace': "
      "{'modelInvocationInput': {'traceId': 't-0', 'foundationModel': 'claude'}}}}",
      "\"" + escaped + "\"",
  };
  for (const std::string& line : lines) {
    const model::Event event = parse_line(line, "/aws/lambda/orders").event;
    EXPECT_EQ(event.kind, "start") << line;
    EXPECT_EQ(event.component, "model:claude") << line;
    EXPECT_EQ(event.operation, "InvokeModel") << line;
    EXPECT_THAT(event.ids, Contains("session:s-1")) << line;
    EXPECT_EQ(format_rfc3339(*event.start), "2026-11-20T08:00:05.000Z") << line;
  }
  EXPECT_THAT(event_of(lines[3]).ids, Contains("lambda:r-1"));
  EXPECT_THAT(event_of(lines[9]).ids, Contains("lambda:8f507cfc-1111-4697-b07a-ac58fc914c95"));
}

// A prompt speaks of anything: what stands in it is no id of the agent's.
TEST(AgentPart, PromptsGiveNoIds) {
  const model::Event event = event_of(part(
      R"({"orchestrationTrace":{"modelInvocationInput":{"traceId":"t","text":"{\"session_id\":\"other-1\",\"requestId\":\"8f507cfc-1111-4697-b07a-ac58fc914c95\"}"}}})"));
  EXPECT_THAT(event.ids, ElementsAre("session:s-1"));
}

TEST(AgentPart, SessionsAndCollaboratorsThatUseTheSameTraceIdsAreKeptApart) {
  const std::string other =
      R"({"agentId":"AGENT","sessionId":"s-2","trace":{"orchestrationTrace":{"modelInvocationInput":{"traceId":"t-0","foundationModel":"nova"}}}})";
  const std::string helper = R"(,"collaboratorName":"helper")";
  const auto events = events_of(
      {part(k_model_input), other,
       part(R"({"orchestrationTrace":{"modelInvocationInput":{"traceId":"t-0","foundationModel":"titan"}}})", helper),
       part(k_model_output), part(k_model_output, helper)},
      "one-stream");
  EXPECT_EQ(events[3].component, "model:claude");
  EXPECT_EQ(events[4].component, "model:titan");
  EXPECT_EQ(events[3].stream, "one-stream");
}

TEST(AgentPart, ChunksAndExceptionsOfAStream) {
  const model::Event chunk =
      event_of(R"({"headers":{":message-type":"event",":event-type":"chunk"},"payload":{"bytes":"SGVsbG8="}})");
  EXPECT_EQ(chunk.operation, "chunk");
  EXPECT_EQ(chunk.text, "Hello");
  EXPECT_EQ(event_of(R"({"chunk":{"bytes":"SGVsbG8="}})").text, "Hello");
  EXPECT_EQ(event_of(R"({"returnControl":{"invocationId":"i","invocationInputs":[]}})").operation, "returnControl");
  const model::Event failure = event_of(
      R"({"headers":{":message-type":"exception",":exception-type":"throttlingException"},"payload":{"message":"slow"}})");
  EXPECT_EQ(failure.status, "error");
  EXPECT_EQ(failure.error.text, R"({"type":"throttlingException","message":"slow"})");
}

TEST(AgentPart, WhatOnlyLooksLikeOneIsNone) {
  EXPECT_EQ(event_of(R"({"message":"m","trace":{"id":"Trace"}})").operation, "");
  EXPECT_EQ(event_of(R"({"orchestrationTrace":"no"})").kind, "log");
  EXPECT_EQ(event_of(R"({"chunk":7,"Trace":"x"})").operation, "");
}

TEST(AgentPart, EveryTruncationIsAnEvent) {
  const std::string line =
      R"({"headers":{":message-type":"event",":event-type":"trace"},"payload":)" + part(k_model_output) + "}";
  for (std::size_t size = 0; size < line.size(); ++size) {
    EXPECT_FALSE(parse_line(line.substr(0, size)).event.kind.empty()) << size;
  }
}

TEST(AgentSteps, OnlyTheLatestStepsAreKept) {
  AgentSteps steps;
  model::Event event;
  const auto input = [](int i) {
    return R"({"trace":{"orchestrationTrace":{"modelInvocationInput":{"traceId":")" + std::to_string(i) +
           R"(","foundationModel":"m"}}}})";
  };
  for (int i = 0; i < 5000; ++i) {
    event = {};
    steps.read("trace", input(i), event);
  }
  const auto component_of_end = [&](int i) {
    model::Event end;
    steps.read("trace",
               R"({"trace":{"orchestrationTrace":{"modelInvocationOutput":{"traceId":")" + std::to_string(i) + "\"}}}}",
               end);
    return end.component;
  };
  EXPECT_EQ(component_of_end(0), "model:unknown");
  EXPECT_EQ(component_of_end(4999), "model:m");
}

constexpr char k_invocation[] =
    R"({"timestamp":"2026-11-20T08:00:00Z","accountId":"123456789012","identity":{"arn":"arn:aws:sts::123456789012:assumed-role/r/s"},)"
    R"("region":"us-east-1","requestId":"55fbc7a5-7e6f-42b5-9a5c-95d4e1a9a3b1","operation":"Converse",)"
    R"("modelId":"arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0",)"
    R"("requestMetadata":{"sessionId":"s-9","test":"itk-0123456789abcdef0123"},)"
    R"("input":{"inputContentType":"application/json","inputBodyJson":{"messages":[{"role":"user","content":[{"text":"Hi"}]}]},"inputTokenCount":1024},)"
    R"("output":{"outputContentType":"application/json","outputBodyJson":{"output":{},"metrics":{"latencyMs":815}},"outputTokenCount":61},)"
    R"("schemaType":"ModelInvocationLog","schemaVersion":"1.0"})";

TEST(ModelInvocation, IsACallWithItsTokensAndItsBodies) {
  const model::Event event = parse_line(k_invocation, "/bedrock/invocations").event;
  EXPECT_EQ(event.kind, "end");
  EXPECT_EQ(event.component, "model:us.anthropic.claude-3-haiku-20240307-v1:0");
  EXPECT_EQ(event.operation, "Converse");
  EXPECT_EQ(event.model, "us.anthropic.claude-3-haiku-20240307-v1:0");
  EXPECT_EQ(event.tokens, (model::Tokens{1024, 61}));
  EXPECT_EQ(event.duration_ms, 815);
  EXPECT_EQ(event.status, "ok");
  EXPECT_THAT(event.request.text, HasSubstr(R"({"text":"Hi"})"));
  EXPECT_THAT(event.response.text, HasSubstr("latencyMs"));
  EXPECT_THAT(event.ids, ElementsAre("nonce:itk-0123456789abcdef0123", "request:55fbc7a5-7e6f-42b5-9a5c-95d4e1a9a3b1",
                                     "session:s-9"));
}

TEST(ModelInvocation, ErrorsStreamsAndBodiesInS3) {
  const model::Event event =
      parse_line(
          R"({"schemaType":"ModelInvocationLog","schemaVersion":"1.0","timestamp":"2026-11-20T08:00:00Z","requestId":"r-1","operation":"InvokeModelWithResponseStream",)"
          R"("modelId":"amazon.titan-text-express-v1","errorCode":"ThrottlingException",)"
          R"("input":{"inputBodyS3Path":"s3://b/k","inputTokenCount":5},"output":{"outputBodyJson":[{"a":1},{"b":2}]}})",
          "/bedrock/invocations")
          .event;
  EXPECT_EQ(event.status, "error");
  EXPECT_EQ(event.error.text, R"({"type":"ThrottlingException"})");
  EXPECT_EQ(event.request.text, R"("s3://b/k")");
  EXPECT_EQ(event.response.text, R"([{"a":1},{"b":2}])");
  EXPECT_EQ(event.tokens, (model::Tokens{5, 0}));
}

TEST(ModelInvocation, EveryTruncationIsAnEventAndKeepsItsIds) {
  const std::string line = k_invocation;
  for (std::size_t size = 0; size < line.size(); ++size) {
    const model::Event event = parse_line(line.substr(0, size), "/bedrock/invocations").event;
    EXPECT_FALSE(event.kind.empty());
    if (size > line.find("itk-") + 30) {
      EXPECT_THAT(event.ids, Not(IsEmpty())) << size;
    }
  }
}

}  // namespace
}  // namespace itk::logs
