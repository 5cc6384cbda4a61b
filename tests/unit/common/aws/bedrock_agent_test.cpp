#include "common/aws/bedrock_agent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/atomic_file.h"
#include "common/base/text.h"
#include "tests/support/event_stream_writer.h"
#include "tests/support/fake_client.h"
#include "tests/support/shared_data.h"

namespace itk::aws {
namespace {

using test::event_frame;
using test::FakeClient;
using test::text_header;
using ::testing::HasSubstr;

std::string event(std::string_view type, std::string_view payload) {
  return event_frame(text_header(":event-type", type) + text_header(":message-type", "event"), payload);
}
std::string chunk(std::string_view text) { return event("chunk", R"({"bytes":")" + base64_encode(text) + "\"}"); }
std::string exception(std::string_view type, std::string_view message) {
  return event_frame(text_header(":exception-type", type) + text_header(":message-type", "exception"),
                     R"({"message":")" + std::string(message) + "\"}");
}

InvokeAgent hello() {
  InvokeAgent call;
  call.agent_id = "ABCDEFGHIJ";
  call.alias_id = "TSTALIASID";
  call.session_id = "s:1";
  call.input_text = "hi";
  return call;
}

AgentAnswer answer_of(const std::string& stream, std::vector<AgentPart>* parts = nullptr) {
  FakeClient fake(Service::BedrockAgentRuntime);
  fake.transport.answer(200, stream, {{"x-amzn-requestid", "r-1"}, {"x-amz-bedrock-agent-session-id", "s:1"}});
  InvokeAgent call = hello();
  call.on_part = [&](const AgentPart& part) {
    if (parts != nullptr) {
      parts->push_back(part);
    }
    return Status();
  };
  AgentAnswer answer = take(invoke_agent(fake.client.blocking(), call)).value();
  EXPECT_EQ(fake.transport.requests.size(), 1u);
  return answer;
}

// ../shared/data/sigv4/reference-requests.txt has this call as AWS's SDK for Python sends it (with spaces).
TEST(InvokeAgent, IsTheRequestThatSdksSend) {
  FakeClient fake(Service::BedrockAgentRuntime);
  fake.transport.answer(200, chunk("x"));
  InvokeAgent call = hello();
  call.trace_header = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
  ASSERT_TRUE(take(invoke_agent(fake.client.blocking(), call)));
  const HttpRequest& sent = fake.transport.requests.at(0);
  EXPECT_EQ(sent.method, "POST");
  EXPECT_EQ(sent.url, "https://service.test/agents/ABCDEFGHIJ/agentAliases/TSTALIASID/sessions/s%3A1/text");
  EXPECT_EQ(sent.body, R"({"inputText":"hi","enableTrace":true})");
  EXPECT_EQ(find_header(sent.headers, "Content-Type"), "application/json");
  EXPECT_EQ(find_header(sent.headers, "X-Amzn-Trace-Id"), call.trace_header);
  EXPECT_THAT(std::string(*find_header(sent.headers, "Authorization")),
              HasSubstr("/us-east-1/bedrock/aws4_request, SignedHeaders=content-type;host;x-amz-date;"
                        "x-amz-security-token,"));
  EXPECT_GE(sent.timeouts.idle.count(), 120);  // an agent may think for a minute without a word
  EXPECT_FALSE(sent.may_resend);
}

TEST(InvokeAgent, AttributesStandInTheSessionState) {
  FakeClient fake(Service::BedrockAgentRuntime);
  fake.transport.answer(200, chunk("x"));
  InvokeAgent call = hello();
  call.enable_trace = false;
  call.end_session = true;
  call.session_attributes = {{"ITK_TRACE_ID", "itk-1"}, {"user", "a\"b"}};
  call.prompt_attributes = {{"date", "today"}};
  ASSERT_TRUE(take(invoke_agent(fake.client.blocking(), call)));
  EXPECT_EQ(fake.transport.requests.at(0).body,
            R"({"inputText":"hi","enableTrace":false,"endSession":true,"sessionState":{"sessionAttributes":)"
            R"({"ITK_TRACE_ID":"itk-1","user":"a\"b"},"promptSessionAttributes":{"date":"today"}}})");
}

TEST(InvokeAgent, AnAnswerIsItsChunksAndAllThatCameBesides) {
  std::vector<AgentPart> parts;
  const AgentAnswer answer = answer_of(event("trace", R"({"sessionId":"s"})") + chunk("Hel") +
                                           event("chunk", R"({"bytes":"bG8=","attribution":{"citations":[1.10]}})") +
                                           event("files", R"({"files":[]})") + event("ofTomorrow", "raw"),
                                       &parts);
  EXPECT_FALSE(answer.failure);
  EXPECT_EQ(answer.completion, "Hello");
  EXPECT_EQ(answer.attributions, std::vector<std::string>{R"({"citations":[1.10]})"});
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(answer.parts, 3u);
  EXPECT_EQ(parts[0].type, "trace");
  EXPECT_EQ(parts[0].payload, R"({"sessionId":"s"})");
  EXPECT_EQ(parts[1].type, "files");
  EXPECT_EQ(parts[2].type, "ofTomorrow");
  EXPECT_EQ(parts[2].payload, "raw");
  EXPECT_EQ(answer.request_id, "r-1");
  EXPECT_EQ(answer.session_id, "s:1");
  EXPECT_EQ(answer.http_status, 200);
}

TEST(InvokeAgent, AReturnOfControlIsAnEndWithoutText) {
  const AgentAnswer answer = answer_of(event("returnControl", R"({"invocationId":"i"})"));
  EXPECT_FALSE(answer.failure);
  EXPECT_EQ(answer.completion, "");
}

TEST(InvokeAgent, EveryExceptionInTheStreamIsJudgedAsItIsBeforeIt) {
  struct Expected {
    const char* type;
    const char* code;
    ErrorClass error_class;
  };
  for (const Expected& expected :
       {Expected{"accessDeniedException", "AccessDeniedException", ErrorClass::Auth},
        {"badGatewayException", "BadGatewayException", ErrorClass::Transient},
        {"conflictException", "ConflictException", ErrorClass::Validation},
        {"dependencyFailedException", "DependencyFailedException", ErrorClass::Transient},
        {"internalServerException", "InternalServerException", ErrorClass::Transient},
        {"modelNotReadyException", "ModelNotReadyException", ErrorClass::Transient},
        {"resourceNotFoundException", "ResourceNotFoundException", ErrorClass::Validation},
        {"serviceQuotaExceededException", "ServiceQuotaExceededException", ErrorClass::Quota},
        {"throttlingException", "ThrottlingException", ErrorClass::Quota},
        {"validationException", "ValidationException", ErrorClass::Validation},
        {"exceptionOfTomorrow", "ExceptionOfTomorrow", ErrorClass::Transient}}) {
    const AgentAnswer answer = answer_of(exception(expected.type, "no"));
    ASSERT_TRUE(answer.failure) << expected.type;
    EXPECT_EQ(answer.failure->code, expected.code);
    EXPECT_EQ(answer.failure->error_class, expected.error_class) << expected.type;
    EXPECT_THAT(answer.failure->message, HasSubstr(std::string(expected.code) + ": no (request id r-1)"));
  }
}

TEST(InvokeAgent, AfterPartOfAnAnswerAThrottleIsNoReasonToAskAgain) {
  const AgentAnswer answer = answer_of(event("trace", "{}") + chunk("Hel") + exception("throttlingException", "slow"));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->code, "ThrottlingException");
  EXPECT_THAT(answer.failure->message, HasSubstr("3 bytes of the answer and 1 other parts had come"));
  EXPECT_EQ(answer.completion, "Hel");
  EXPECT_EQ(answer.parts, 1u);
}

TEST(InvokeAgent, AnErrorMessageWithoutABodyIsReadFromItsHeaders) {
  const AgentAnswer answer = answer_of(event_frame(
      text_header(":message-type", "error") + text_header(":error-code", "Odd") + text_header(":error-message", "why"),
      ""));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->code, "Odd");
  EXPECT_THAT(answer.failure->message, HasSubstr("Odd: why"));
}

TEST(InvokeAgent, EveryStreamThatIsCutIsAFailure) {
  const std::string trace = event("trace", "{}");
  const std::string whole = trace + chunk("Hello");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const AgentAnswer answer = answer_of(whole.substr(0, size));
    ASSERT_TRUE(answer.failure) << size;
    EXPECT_EQ(answer.failure->code, "answer_cut");
    EXPECT_EQ(answer.failure->exit, ExitCode::Unreachable);
    EXPECT_EQ(answer.parts, size < trace.size() ? 0u : 1u) << size;
  }
  EXPECT_FALSE(answer_of(whole).failure);
}

TEST(InvokeAgent, ABrokenFrameOrChunkIsAFailure) {
  std::string broken = chunk("Hello");
  broken[broken.size() - 1] = static_cast<char>(broken.back() ^ 1);
  EXPECT_EQ(answer_of(broken).failure.value().code, "answer_cut");
  EXPECT_EQ(answer_of(event("chunk", "no json")).failure.value().code, "answer_cut");
  EXPECT_EQ(answer_of(event("chunk", R"({"bytes":"?"})")).failure.value().code, "answer_cut");
  EXPECT_EQ(answer_of(R"({"completion":"of an emulator"})").failure.value().code, "answer_cut");
}

TEST(InvokeAgent, IsSentAgainOnlyWhereTheAgentCannotHaveBegun) {
  FakeClient throttled(Service::BedrockAgentRuntime);
  throttled.transport.answer(429, R"({"message":"slow"})", {{"x-amzn-errortype", "ThrottlingException"}});
  throttled.transport.answer(200, chunk("x"));
  EXPECT_EQ(take(invoke_agent(throttled.client.blocking(), hello())).value().attempts, 2);
  FakeClient lost(Service::BedrockAgentRuntime);
  lost.transport.fail("answer_cut");
  EXPECT_EQ(take(invoke_agent(lost.client.blocking(), hello())).error().error.code, "answer_cut");
  EXPECT_EQ(lost.transport.requests.size(), 1u);
}

TEST(InvokeAgent, ResultsOfAReturnedControlGoWithoutText) {
  FakeClient fake(Service::BedrockAgentRuntime);
  fake.transport.answer(200, chunk("x"));
  InvokeAgent call = hello();
  call.memory_id = "m-1";
  call.invocation_id = "i-1";
  call.control_results = R"([{"functionResult":{"actionGroup":"a"}}])";
  ASSERT_TRUE(take(invoke_agent(fake.client.blocking(), call)));
  EXPECT_EQ(fake.transport.requests.at(0).body,
            R"({"enableTrace":true,"memoryId":"m-1","sessionState":{"invocationId":"i-1",)"
            R"("returnControlInvocationResults":[{"functionResult":{"actionGroup":"a"}}]}})");
}

TEST(InvokeAgent, WhatAnOnPartRefusesEndsTheCall) {
  FakeClient fake(Service::BedrockAgentRuntime);
  fake.transport.answer(200, event("trace", "{}") + chunk("x"));
  InvokeAgent call = hello();
  call.on_part = [](const AgentPart&) -> Status { return tl::make_unexpected(file_error("full", "disk full")); };
  const AgentAnswer answer = take(invoke_agent(fake.client.blocking(), call)).value();
  EXPECT_EQ(answer.failure.value().code, "full");
  EXPECT_EQ(fake.transport.requests.size(), 1u);
}

TEST(InvokeAgent, ReadsTheStreamThatAwsOwnCodecWrote) {
  ITK_NEED_SHARED_DATA("eventstream/invoke_agent.bin");
  const AgentAnswer answer = answer_of(read_file(data).value());
  EXPECT_EQ(answer.completion, "Hello");
  EXPECT_EQ(answer.parts, 12u);
  EXPECT_EQ(answer.failure.value().code, "ThrottlingException");
}

}  // namespace
}  // namespace itk::aws
