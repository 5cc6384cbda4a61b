#include "common/aws/agentcore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_client.h"

namespace itk::aws {
namespace {

using test::FakeClient;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char k_arn[] = "arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/orders-Ab12";

InvokeRuntime hello() {
  InvokeRuntime call;
  call.arn = k_arn;
  call.session_id = std::string(33, 's');
  call.content_type = "application/json";
  call.payload = R"({"prompt":"hi"})";
  return call;
}

// ../shared/data/sigv4 has such a call as AWS's SDK for Python signs it.
TEST(InvokeAgentRuntime, IsTheRequestThatSdksSend) {
  FakeClient fake(Service::BedrockAgentCore);
  fake.transport.answer(200, "{}", {{"Content-Type", "application/json"}});
  InvokeRuntime call = hello();
  call.qualifier = "prod";
  call.user_id = "u-1";
  call.accept = "text/event-stream";
  call.traceparent = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";
  call.baggage = "ITK_TRACE_ID=itk-1";
  call.trace_header = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
  ASSERT_TRUE(take(invoke_runtime(fake.client.blocking(), call)));
  const HttpRequest& sent = fake.transport.requests.at(0);
  EXPECT_EQ(sent.method, "POST");
  EXPECT_EQ(sent.url,
            "https://service.test/runtimes/arn%3Aaws%3Abedrock-agentcore%3Aus-east-1%3A123456789012%3Aruntime%2F"
            "orders-Ab12/invocations?qualifier=prod");
  EXPECT_EQ(sent.body, call.payload);
  EXPECT_EQ(find_header(sent.headers, "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"), call.session_id);
  EXPECT_EQ(find_header(sent.headers, "X-Amzn-Bedrock-AgentCore-Runtime-User-Id"), "u-1");
  EXPECT_EQ(find_header(sent.headers, "Accept"), "text/event-stream");
  EXPECT_EQ(find_header(sent.headers, "traceparent"), call.traceparent);
  EXPECT_EQ(find_header(sent.headers, "baggage"), call.baggage);
  EXPECT_EQ(find_header(sent.headers, "X-Amzn-Trace-Id"), call.trace_header);
  EXPECT_THAT(std::string(*find_header(sent.headers, "Authorization")),
              HasSubstr("/us-east-1/bedrock-agentcore/aws4_request"));
  EXPECT_FALSE(sent.may_resend);
}

TEST(InvokeAgentRuntime, WhatIsNotGivenIsNotSent) {
  FakeClient fake(Service::BedrockAgentCore);
  fake.transport.answer(200, "", {});
  InvokeRuntime call = hello();
  ASSERT_TRUE(take(invoke_runtime(fake.client.blocking(), call)));
  const HttpRequest& sent = fake.transport.requests.at(0);
  EXPECT_TRUE(sent.url.ends_with("/invocations"));
  for (const char* name : {"X-Amzn-Bedrock-AgentCore-Runtime-User-Id", "Accept", "traceparent", "baggage"}) {
    EXPECT_FALSE(find_header(sent.headers, name)) << name;
  }
}

TEST(InvokeAgentRuntime, AnyAnswerIsKeptByteForByte) {
  FakeClient fake(Service::BedrockAgentCore);
  fake.transport.answer(200, std::string("\x00\xFF", 2),
                        {{"Content-Type", "image/png"},
                         {"x-amzn-RequestId", "r-1"},
                         {"X-Amzn-Bedrock-AgentCore-Runtime-Session-Id", "s-2"}});
  const RuntimeAnswer answer = take(invoke_runtime(fake.client.blocking(), hello())).value();
  EXPECT_EQ(answer.body, std::string("\x00\xFF", 2));
  EXPECT_EQ(answer.content_type, "image/png");
  EXPECT_EQ(answer.session_id, "s-2");
  EXPECT_EQ(answer.request_id, "r-1");
  EXPECT_FALSE(answer.is_stream);
  EXPECT_FALSE(answer.failure);
}

TEST(InvokeAgentRuntime, AStreamIsHandedOutEventByEvent) {
  FakeClient fake(Service::BedrockAgentCore);
  fake.transport.answer(200, "data: \"a\"\n\ndata: {\"b\":1}\n\n", {{"Content-Type", "text/event-stream"}});
  InvokeRuntime call = hello();
  std::vector<std::string> events;
  call.on_event = [&](const SseEvent& event) {
    events.push_back(event.data);
    return Status();
  };
  const RuntimeAnswer answer = take(invoke_runtime(fake.client.blocking(), call)).value();
  EXPECT_THAT(events, ElementsAre("\"a\"", R"({"b":1})"));
  EXPECT_TRUE(answer.is_stream);
  EXPECT_TRUE(answer.body.empty());
}

// Gives a part of its answer, and then the connection is gone.
class CutTransport final : public Transport {
 public:
  Result<HttpResponse> send(const HttpRequest& request) override {
    ++requests;
    request.on_head({{"Content-Type", "text/event-stream"}, {"x-amzn-requestid", "r-1"}});
    ITK_TRY(request.on_body("data: one\n\ndata: tw"));
    return tl::make_unexpected(
        Error{ErrorClass::Transient, ExitCode::Unreachable, "answer_cut", "the connection was lost", {}, {}});
  }
  int requests = 0;
};

TEST(InvokeAgentRuntime, WhatCameBeforeTheConnectionWasLostIsKept) {
  FakeClient fake(Service::BedrockAgentCore);
  CutTransport transport;
  BlockingChannel channel(transport, fake.clock);
  InvokeRuntime call = hello();
  std::vector<std::string> events;
  call.on_event = [&](const SseEvent& event) {
    events.push_back(event.data);
    return Status();
  };
  const RuntimeAnswer answer = take(invoke_runtime(Caller(fake.client, channel), call)).value();
  EXPECT_THAT(events, ElementsAre("one"));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->code, "answer_cut");
  EXPECT_EQ(answer.failure->request_id, "r-1");
  EXPECT_EQ(answer.rest, "data: tw");
  EXPECT_EQ(transport.requests, 1);
}

TEST(InvokeAgentRuntime, ABusySessionIsTriedAgainBecauseNothingWasBegun) {
  FakeClient fake(Service::BedrockAgentCore);
  fake.transport.answer(409, R"({"message":"busy"})", {{"x-amzn-errortype", "RetryableConflictException"}});
  fake.transport.answer(429, R"({"message":"slow"})", {{"x-amzn-errortype", "ThrottlingException"}});
  fake.transport.answer(200, "{}", {{"Content-Type", "application/json"}});
  EXPECT_EQ(take(invoke_runtime(fake.client.blocking(), hello())).value().attempts, 3);
}

TEST(InvokeAgentRuntime, AFailureOfTheAgentsOwnCodeIsNotSentAgain) {
  FakeClient fake(Service::BedrockAgentCore);
  fake.transport.answer(424, R"({"message":"Received error (500) from runtime."})",
                        {{"x-amzn-errortype", "RuntimeClientError"}, {"x-amzn-requestid", "r-1"}});
  const auto answer = take(invoke_runtime(fake.client.blocking(), hello()));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().error.code, "RuntimeClientError");
  EXPECT_EQ(answer.error().error.exit, ExitCode::Failed);
  EXPECT_EQ(answer.error().status, 424);
  EXPECT_EQ(fake.transport.requests.size(), 1u);
}

TEST(InvokeAgentRuntime, AServersFaultIsNotSentAgain) {
  FakeClient fake(Service::BedrockAgentCore);
  fake.transport.answer(500, "{}", {{"x-amzn-errortype", "InternalServerException"}});
  EXPECT_FALSE(take(invoke_runtime(fake.client.blocking(), hello())));
  EXPECT_EQ(fake.transport.requests.size(), 1u);
}

}  // namespace
}  // namespace itk::aws
