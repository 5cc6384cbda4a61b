#include "common/ids/extract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace itk::ids {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> in_json(std::string_view json, ExtractOptions options = {}) {
  std::vector<std::string> ids;
  from_json(json, options, ids);
  canonicalise(ids);
  return ids;
}

std::vector<std::string> in_text(std::string_view text) {
  std::vector<std::string> ids;
  from_text(text, ids);
  canonicalise(ids);
  return ids;
}

TEST(IdsFromJson, KnownKeysInAllSpellings) {
  EXPECT_THAT(in_json(R"({"function_request_id":"52fdfc07-2182-154f-163f-5f0f9a621d72"})"),
              ElementsAre("lambda:52fdfc07-2182-154f-163f-5f0f9a621d72"));
  EXPECT_THAT(in_json(R"({"AWSRequestId":"req-1"})"), ElementsAre("lambda:req-1"));
  EXPECT_THAT(in_json(R"({"FunctionRequestId":"req-1"})"), ElementsAre("lambda:req-1"));
  EXPECT_THAT(in_json(R"({"xray_trace_id":"1-66828c55-2bb635c65eb609c820ebe7bc"})"),
              ElementsAre("trace:66828c552bb635c65eb609c820ebe7bc"));
  EXPECT_THAT(in_json(R"({"sqs_message_id":"m-1","session.id":"s-1","correlation-id":"c-1"})"),
              ElementsAre("correlation:c-1", "session:s-1", "sqs:m-1"));
  EXPECT_THAT(in_json(R"({"x-amz-bedrock-agent-session-id":"s-1"})"), ElementsAre("session:s-1"));
}

TEST(IdsFromJson, AtAnyDepthAndInStrings) {
  EXPECT_THAT(in_json(R"({"event":{"Records":[{"messageId":"5fea7756-0ea4-451a-a703-a558b933e274"}]}})"),
              ElementsAre("sqs:5fea7756-0ea4-451a-a703-a558b933e274"));
  EXPECT_THAT(in_json(R"({"body":"{\"inner\":\"{\\\"sessionId\\\":\\\"s-9\\\"}\"}"})"), ElementsAre("session:s-9"));
}

TEST(IdsFromJson, TraceHeadersGiveTraceAndParent) {
  EXPECT_THAT(
      in_json(R"({"AWSTraceHeader":"Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"})"),
      ElementsAre("span:53995c3f42cd8ad8", "trace:5759e988bd862e3fe1be46a994272793"));
  EXPECT_THAT(in_json(R"({"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})"),
              ElementsAre("span:b7ad6b7169203331", "trace:0af7651916cd43dd8448eb211c80319c"));
}

TEST(IdsFromJson, AnApplicationsOwnTraceIdIsACorrelation) {
  EXPECT_THAT(in_json(R"({"traceId":"trace-456"})"), ElementsAre("correlation:trace-456"));
  EXPECT_THAT(in_json(R"({"itk_trace_id":"itk-3f9a1c0b5d7e2a4c"})"), ElementsAre("nonce:itk-3f9a1c0b5d7e2a4c"));
  EXPECT_THAT(in_json(R"({"itk_trace_id":"itk-live-test-001"})"), ElementsAre("correlation:itk-live-test-001"));
}

TEST(IdsFromJson, ARequestIdIsTheLambdasOnlyWhereItStandsBesideTheMessage) {
  EXPECT_THAT(in_json(R"({"requestId":"r-1"})"), ElementsAre("lambda:r-1"));
  EXPECT_THAT(in_json(R"({"data":{"requestId":"r-1"}})"), ElementsAre("lambda:r-1"));
  EXPECT_THAT(in_json(R"({"response":{"ResponseMetadata":{"RequestId":"r-1"}}})"), ElementsAre("request:r-1"));
  EXPECT_THAT(in_json(R"({"event":{"requestContext":{"requestId":"r-1"}}})"), ElementsAre("request:r-1"));
  EXPECT_THAT(in_json(R"({"requestId":"r-1"})", {.request_is_lambda = false}), ElementsAre("request:r-1"));
  EXPECT_THAT(in_json(R"({"attributes":{"aws.request_id":"r-1"}})"), ElementsAre("request:r-1"));
}

TEST(IdsFromJson, NullsInDisguiseAreNoIds) {
  EXPECT_THAT(in_json(R"({"traceId":null,"requestId":"undefined","sessionId":"None","correlation_id":"",)"
                      R"("messageId":"N/A","awsRequestId":"00000000-0000-0000-0000-000000000000"})"),
              IsEmpty());
  EXPECT_THAT(in_json(R"({"traceId":"00000000000000000000000000000000"})"), IsEmpty());
}

TEST(IdsFromJson, CountersThreadNumbersAndWordsAreNoIds) {
  EXPECT_THAT(in_json(R"({"requestId":17,"thread_id":140077070292544,"message":"session started"})"), IsEmpty());
  EXPECT_THAT(in_json(R"({"ts":"2026-01-15T12:00:00Z"})"), IsEmpty());
  EXPECT_THAT(in_json(R"({"sessionId":"session started"})"), IsEmpty());
}

TEST(IdsFromJson, SlackTimesNameThreads) {
  EXPECT_THAT(in_json(R"({"ts":"1768927632.159269"})"), ElementsAre("thread:1768927632.159269"));
  EXPECT_THAT(in_json(R"({"session_id":"1768927632.159269"})"),
              ElementsAre("session:1768927632.159269", "thread:1768927632.159269"));
}

TEST(IdsFromJson, EveryTruncationIsSafeAndAddsNothingFalse) {
  const std::string json =
      R"({"requestId":"r-1","a":[{"messageId":"m-1\u00e9"}],"b":"{\"traceId\":\"Root=1-5759e988-bd862e3fe1be46a994272793\"}"})";
  for (std::size_t n = 0; n <= json.size(); ++n) {
    in_json(json.substr(0, n));
  }
  EXPECT_THAT(in_json(R"({"requestId":"r-1","a":{"traceId":"tr)"), ElementsAre("correlation:tr", "lambda:r-1"));
}

TEST(IdsFromJson, ADepthBombIsOnePass) {
  const std::string bomb = std::string(1'000'000, '[') + R"({"messageId":"m-1"})";
  EXPECT_THAT(in_json(bomb), ElementsAre("sqs:m-1"));
}

TEST(IdsFromText, LabelledUuids) {
  EXPECT_THAT(in_text("call failed (Request ID: 8f507cfc-xmpl-4697-b07a-ac58fc914c95)"),
              ElementsAre("request:8f507cfc-xmpl-4697-b07a-ac58fc914c95"));
  EXPECT_THAT(in_text("aws_request_id=8f507cfc-1111-4697-b07a-ac58fc914c95"),
              ElementsAre("lambda:8f507cfc-1111-4697-b07a-ac58fc914c95"));
  EXPECT_THAT(in_text("Received message 5fea7756-0ea4-451a-a703-a558b933e274 from the queue"),
              ElementsAre("sqs:5fea7756-0ea4-451a-a703-a558b933e274"));
}

TEST(IdsFromText, SessionsAndThreads) {
  EXPECT_THAT(in_text("Invoking Bedrock agent with session_id: 1768927632.159269"),
              ElementsAre("session:1768927632.159269", "thread:1768927632.159269"));
  EXPECT_THAT(in_text("Posted response to channel C07GVLMH5EG thread 1768927632.159269"),
              ElementsAre("thread:1768927632.159269"));
  EXPECT_THAT(in_text("session id: 'demo-session-77'."), ElementsAre("session:demo-session-77"));
}

TEST(IdsFromText, WordsAreNoIds) {
  EXPECT_THAT(in_text("session started"), IsEmpty());
  EXPECT_THAT(in_text("session: started"), IsEmpty());
  EXPECT_THAT(in_text("traceId: null, sessionId: undefined, correlation id: none"), IsEmpty());
  EXPECT_THAT(in_text("Agent invocation 12345 of agent:gatekeeper"), IsEmpty());
  EXPECT_THAT(in_text("requestId: 12345"), IsEmpty());
  EXPECT_THAT(in_text("thread 12 started"), IsEmpty());
}

TEST(IdsFromText, ANonceAnywhereButNotInsideAnotherWord) {
  EXPECT_THAT(in_text("got itk-3f9a1c0b5d7e2a4c, thanks"), ElementsAre("nonce:itk-3f9a1c0b5d7e2a4c"));
  EXPECT_THAT(in_json(R"({"a":{"b":"x\nitk-3f9a1c0b5d7e2a4c"}})"), ElementsAre("nonce:itk-3f9a1c0b5d7e2a4c"));
  EXPECT_THAT(in_text("itk-demo-queue"), IsEmpty());
  EXPECT_THAT(in_text("notitk-3f9a1c0b5d7e2a4c"), IsEmpty());
  EXPECT_THAT(in_text("itk-3f9a1c0b5d7e2a4cz"), IsEmpty());
}

TEST(IdsFromText, TraceContextByShape) {
  EXPECT_THAT(in_text("header was Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"),
              ElementsAre("trace:5759e988bd862e3fe1be46a994272793"));
  EXPECT_THAT(in_text("parent 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
              ElementsAre("span:b7ad6b7169203331", "trace:0af7651916cd43dd8448eb211c80319c"));
  EXPECT_THAT(in_text("XRAY TraceId: 1-5759e988-bd862e3fe1be46a994272793\tSegmentId: 53995c3f42cd8ad8"),
              ElementsAre("trace:5759e988bd862e3fe1be46a994272793"));
}

}  // namespace
}  // namespace itk::ids
