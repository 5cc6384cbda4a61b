// InvokeAgent over HTTP: the event stream of each scenario, and what is refused before it begins.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "common/aws/event_stream.h"
#include "common/base/clock.h"
#include "common/base/text.h"
#include "tests/sandbox/aws/document.h"
#include "tests/unit/sandbox/client.h"

namespace itk::sandbox::test {
namespace {

constexpr const char* k_gatekeeper = "GK7PZQ4T1W";
constexpr const char* k_supervisor = "SV4XK2M9QD";

struct Stream {
  Answer answer;
  std::vector<Json::Value> traces;  // payloads of the trace events
  std::vector<std::string> chunks;
  std::string exception;  // its type
  std::string last;       // type of the last event

  // The one member of `trace` of each event, and of orchestrationTrace the one in there: "modelInvocationInput".
  std::map<std::string, int> kinds() const {
    std::map<std::string, int> counted;
    for (const Json::Value& each : traces) {
      const std::string kind = each["trace"].getMemberNames().at(0);
      const Json::Value& inner = each["trace"][kind];
      ++counted[kind == "orchestrationTrace" ? inner.getMemberNames().at(0) : kind];
    }
    return counted;
  }
  std::string completion() const { return fmt::format("{}", fmt::join(chunks, "")); }
};

class InvokeAgentTest : public testing::Test {
 protected:
  InvokeAgentTest() {
    SandboxOptions options;
    options.delay = {std::chrono::milliseconds(0), std::chrono::milliseconds(0)};
    options.workers = 1;
    auto started = Sandbox::start(options, system_clock());
    EXPECT_TRUE(started);
    sandbox = *std::move(started);
    client = std::make_unique<Client>(sandbox->endpoint());
  }

  Answer call(const std::string& agent, const std::string& body, const std::string& session = "s-1") const {
    return client->bedrock("POST", fmt::format("agents/{}/agentAliases/TSTALIASID/sessions/{}/text", agent, session),
                           body, {{"Content-Type", "application/json"}});
  }

  Stream invoke(const std::string& agent, const std::string& body) const {
    Stream stream{call(agent, body), {}, {}, "", ""};
    EXPECT_EQ(stream.answer.status, 200) << stream.answer.body;
    aws::EventStreamDecoder decoder;
    decoder.feed(stream.answer.body);
    for (auto next = decoder.next(); next && *next; next = decoder.next()) {
      read(**next, stream);
    }
    EXPECT_TRUE(decoder.finish());
    return stream;
  }

  Stream invoke_scenario(const std::string& scenario) const {
    return invoke(k_gatekeeper, fmt::format(R"({{"inputText":"Where is order 77?","enableTrace":true,)"
                                            R"("sessionState":{{"sessionAttributes":{{"scenario":"{}"}}}}}})",
                                            scenario));
  }

  static void read(const aws::EventMessage& message, Stream& stream) {
    const Json::Value payload = parse_document(message.payload).value_or(Json::Value());
    stream.exception = message.text_of(":exception-type").value_or("");
    stream.last = message.text_of(":event-type").value_or("");
    if (stream.last == "trace") {
      stream.traces.push_back(payload);
    } else if (stream.last == "chunk") {
      stream.chunks.push_back(base64_decode(payload["bytes"].asString()).value_or("?"));
    }
  }

  std::unique_ptr<Sandbox> sandbox;
  std::unique_ptr<Client> client;
};

TEST_F(InvokeAgentTest, HappyPathTellsEveryStepOfBothAgents) {
  const Stream stream = invoke_scenario("happy");
  EXPECT_EQ(stream.answer.header("x-amz-bedrock-agent-session-id"), "s-1");
  EXPECT_EQ(stream.answer.header("content-type"), "application/vnd.amazon.eventstream");
  EXPECT_EQ(stream.completion(), "Order 77 has shipped and arrives in two days.");
  EXPECT_EQ(stream.last, "chunk");
  const std::map<std::string, int> expected{
      {"guardrailTrace", 2},        {"preProcessingTrace", 2}, {"postProcessingTrace", 2}, {"modelInvocationInput", 4},
      {"modelInvocationOutput", 4}, {"rationale", 3},          {"invocationInput", 3},     {"observation", 5}};
  EXPECT_EQ(stream.kinds(), expected);
}

TEST_F(InvokeAgentTest, CollaboratorHasItsOwnIdsAndTheWholeCallerChain) {
  std::set<std::string> trace_ids;
  const Stream stream = invoke_scenario("happy");
  for (const Json::Value& each : stream.traces) {
    const bool collaborator = each.isMember("collaboratorName");
    EXPECT_EQ(each["agentId"].asString(), collaborator ? k_supervisor : k_gatekeeper);
    EXPECT_EQ(each["callerChain"].size(), collaborator ? 2U : 1U);
    EXPECT_EQ(each["agentVersion"].asString(), "DRAFT");
    const Json::Value& output = each["trace"]["orchestrationTrace"]["modelInvocationOutput"];
    if (!output.isNull()) {
      EXPECT_GT(output["metadata"]["usage"]["inputTokens"].asInt(), 0);
      EXPECT_GE(output["metadata"]["totalTimeMs"].asInt(), 1);
      trace_ids.insert(output["traceId"].asString());
    }
  }
  EXPECT_EQ(trace_ids.size(), 4U);
}

TEST_F(InvokeAgentTest, SupervisorCanBeInvokedByItself) {
  const Stream stream = invoke(k_supervisor, R"({"inputText":"Where is order 3?","enableTrace":true})");
  EXPECT_EQ(stream.completion(), "Order 3 has shipped and arrives in two days.");
  EXPECT_EQ(stream.kinds().at("invocationInput"), 2);
  EXPECT_EQ(stream.kinds().count("guardrailTrace"), 0U);
  EXPECT_FALSE(stream.traces.at(0).isMember("collaboratorName"));
}

TEST_F(InvokeAgentTest, WithoutTraceThereIsOnlyTheCompletion) {
  const Stream stream = invoke(k_gatekeeper, R"({"inputText":"{\"userMessage\":\"Where is order 8?\"}"})");
  EXPECT_TRUE(stream.traces.empty());
  EXPECT_EQ(stream.chunks.size(), 1U);
}

TEST_F(InvokeAgentTest, FinalResponseIsStreamedWordByWordWhenAsked) {
  const Stream stream = invoke(
      k_gatekeeper, R"({"inputText":"Where is order 8?","streamingConfigurations":{"streamFinalResponse":true}})");
  EXPECT_EQ(stream.chunks.size(), 9U);
  EXPECT_EQ(stream.completion(), "Order 8 has shipped and arrives in two days.");
}

TEST_F(InvokeAgentTest, GuardrailIntervenesBeforeAnyModelIsAsked) {
  const Stream stream = invoke_scenario("guardrail");
  ASSERT_EQ(stream.traces.size(), 1U);
  const Json::Value& trace = stream.traces[0]["trace"]["guardrailTrace"];
  EXPECT_EQ(trace["action"].asString(), "INTERVENED");
  EXPECT_EQ(trace["inputAssessments"][0]["topicPolicy"]["topics"][0]["action"].asString(), "BLOCKED");
  EXPECT_EQ(stream.completion(), "Sorry, I cannot help with that request.");
}

TEST_F(InvokeAgentTest, ThrottledModelEndsTheStreamWithAnException) {
  const Stream stream = invoke_scenario("throttled");
  EXPECT_EQ(stream.exception, "throttlingException");
  EXPECT_TRUE(stream.chunks.empty());
  EXPECT_EQ(stream.traces.back()["trace"]["failureTrace"]["failureCode"].asInt(), 429);
}

TEST_F(InvokeAgentTest, ToolErrorEndsTheStreamWithAnException) {
  const Stream stream = invoke_scenario("tool_error");
  EXPECT_EQ(stream.exception, "dependencyFailedException");
  EXPECT_EQ(stream.kinds().at("failureTrace"), 1);
}

TEST_F(InvokeAgentTest, RetryIsThrottledTwiceBeforeTheStream) {
  const std::string body = R"({"inputText":"{\"userMessage\":\"Where is order 8?\",\"scenario\":\"retry\"}"})";
  for (int attempt = 1; attempt <= 2; ++attempt) {
    const Answer answer = call(k_gatekeeper, body);
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.header("x-amzn-errortype"), "ThrottlingException");
  }
  EXPECT_EQ(call(k_gatekeeper, body, "another").status, 429);
  EXPECT_EQ(invoke(k_gatekeeper, body).chunks.size(), 1U);
}

TEST_F(InvokeAgentTest, RequestIdIsThatOfTheAgentsLog) {
  const Stream stream = invoke_scenario("happy");
  const std::string id = stream.answer.header("x-amzn-requestid");
  const auto is_logged = [&] {
    const Answer page =
        client->logs("FilterLogEvents", R"({"logGroupName":"/aws/bedrock/agents/itk-demo-gatekeeper"})");
    return page.body.find(id) != std::string::npos;
  };
  EXPECT_TRUE(eventually(is_logged));
}

TEST_F(InvokeAgentTest, SessionCanBeEnded) {
  EXPECT_EQ(invoke(k_gatekeeper, R"({"endSession":true})").chunks.size(), 1U);
}

TEST_F(InvokeAgentTest, UnknownAgentIsNotFound) {
  const Answer answer = call("AAAAAAAAAA", R"({"inputText":"x"})");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.header("x-amzn-errortype"), "ResourceNotFoundException");
}

TEST_F(InvokeAgentTest, BadCallsAreRefused) {
  EXPECT_EQ(call(k_gatekeeper, R"({"inputText":"x"})", "a%20b").header("x-amzn-errortype"), "ValidationException");
  for (const char* body : {"{}", "[", R"({"inputText":"x","sessionState":{"sessionAttributes":{"n":1}}})"}) {
    const Answer answer = call(k_gatekeeper, body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(answer.header("x-amzn-errortype"), "ValidationException");
  }
  client->service = "bedrock-agent-runtime";
  EXPECT_EQ(call(k_gatekeeper, R"({"inputText":"x"})").status, 403);
}

}  // namespace
}  // namespace itk::sandbox::test
