// Lambda Invoke over HTTP: names, invocation types, log tails, function errors, refusals.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "common/base/clock.h"
#include "common/base/text.h"
#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/lambda/compact.h"
#include "tests/unit/sandbox/client.h"

namespace itk::sandbox::test {
namespace {

constexpr const char* k_function = "itk-demo-orchestrator";
constexpr const char* k_happy = R"({"userMessage":"Where is order 77?","scenario":"happy"})";

class LambdaTest : public testing::Test {
 protected:
  LambdaTest() {
    SandboxOptions options;
    options.delay = {std::chrono::milliseconds(0), std::chrono::milliseconds(0)};
    options.workers = 2;
    auto started = Sandbox::start(options, system_clock());
    EXPECT_TRUE(started);
    sandbox = *std::move(started);
    client = std::make_unique<Client>(sandbox->endpoint());
  }

  // Whether the text stands in an event of the orchestrator's log.
  bool is_logged(const std::string& text) const {
    Json::Value parameters;
    parameters["logGroupName"] = "/aws/lambda/itk-demo-orchestrator";
    std::string token;
    do {
      if (!token.empty()) {
        parameters["nextToken"] = token;
      }
      const Answer page = client->logs("FilterLogEvents", write_document(parameters));
      if (page.body.find(text) != std::string::npos) {
        return true;
      }
      token = page.document["nextToken"].asString();
    } while (!token.empty());
    return false;
  }

  void expect_fault(const Answer& answer, int status, const std::string& type) {
    EXPECT_EQ(answer.status, status) << answer.body;
    EXPECT_EQ(answer.header("x-amzn-errortype"), type);
  }

  std::unique_ptr<Sandbox> sandbox;
  std::unique_ptr<Client> client;
};

TEST_F(LambdaTest, PlainPayloadGetsTheAnswerOfTheChain) {
  const Answer answer = client->lambda(k_function, k_happy);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.document["statusCode"].asInt(), 200);
  EXPECT_EQ(answer.document["answer"].asString(), "Order 77 has shipped and arrives in two days.");
  EXPECT_EQ(answer.header("x-amz-executed-version"), "$LATEST");
  EXPECT_EQ(answer.header("x-amz-function-error"), "");
  EXPECT_EQ(answer.header("x-amz-log-result"), "");
}

TEST_F(LambdaTest, RecordsOfSqsAreHandledOneByOne) {
  const Answer answer = client->lambda(
      k_function,
      R"({"Records":[{"messageId":"m-1","body":"{\"userMessage\":\"Where is order 5?\"}","eventSource":"aws:sqs"},)"
      R"({"messageId":"m-2","body":"{\"userMessage\":\"Open sesame\",\"scenario\":\"guardrail\"}"}]})");
  EXPECT_EQ(answer.document["batchItemFailures"].size(), 0U);
  ASSERT_EQ(answer.document["responses"].size(), 2U);
  EXPECT_EQ(answer.document["responses"][0]["messageId"].asString(), "m-1");
  EXPECT_EQ(answer.document["responses"][0]["answer"].asString(), "Order 5 has shipped and arrives in two days.");
  EXPECT_EQ(answer.document["responses"][1]["outcome"].asString(), "blocked");
}

TEST_F(LambdaTest, RequestIdIsThatOfTheLogLines) {
  const Answer answer = client->lambda(k_function, R"("Where is order 9?")", {{"X-Amz-Log-Type", "Tail"}});
  const std::string id = answer.header("x-amzn-requestid");
  const auto tail = base64_decode(answer.header("x-amz-log-result"));
  ASSERT_TRUE(tail);
  EXPECT_LE(tail->size(), 4096U);
  EXPECT_NE(tail->find("REPORT RequestId: " + id), std::string::npos) << *tail;
  EXPECT_TRUE(is_logged("START RequestId: " + id));
}

TEST_F(LambdaTest, TraceHeaderOfTheCallIsContinued) {
  const Answer answer = client->lambda(
      k_function, k_happy,
      {{"X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"}});
  EXPECT_EQ(answer.header("x-amzn-trace-id"), "Root=1-5759e988-bd862e3fe1be46a994272793");
  EXPECT_TRUE(is_logged("XRAY TraceId: 1-5759e988-bd862e3fe1be46a994272793"));
}

TEST_F(LambdaTest, EventIsAcceptedAndRunsLater) {
  const Answer answer = client->lambda(k_function, k_happy, {{"X-Amz-Invocation-Type", "Event"}});
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.body, "");
  EXPECT_TRUE(eventually([&] { return is_logged("REPORT RequestId: " + answer.header("x-amzn-requestid")); }));
}

TEST_F(LambdaTest, DryRunRunsNothing) {
  const Answer answer = client->lambda(k_function, k_happy, {{"X-Amz-Invocation-Type", "DryRun"}});
  EXPECT_EQ(answer.status, 204);
  EXPECT_FALSE(is_logged("START"));
}

TEST_F(LambdaTest, FunctionErrorHasStatus200) {
  const Answer answer = client->lambda(k_function, R"({"scenario":"crash"})", {{"X-Amz-Log-Type", "Tail"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("x-amz-function-error"), "Unhandled");
  EXPECT_EQ(answer.document["errorType"].asString(), "KeyError");
  EXPECT_EQ(answer.document["requestId"].asString(), answer.header("x-amzn-requestid"));
  const auto tail = base64_decode(answer.header("x-amz-log-result"));
  ASSERT_TRUE(tail);
  EXPECT_NE(tail->find("[ERROR] KeyError: 'orderId'\nTraceback"), std::string::npos) << *tail;
}

TEST_F(LambdaTest, ActionGroupAnswersEventsOfBedrocksForm) {
  const std::string event =
      R"({{"function":"get_order_status","sessionId":"s-1","parameters":[{{"name":"order_id","value":"12"}}],)"
      R"("sessionAttributes":{{"scenario":"{}"}}}})";
  const Answer answer = client->lambda("itk-demo-action-group", fmt::format(fmt::runtime(event), "happy"));
  EXPECT_EQ(answer.document["response"]["functionResponse"]["responseBody"]["TEXT"]["body"].asString(),
            R"({"order_id":"12","status":"shipped","carrier":"DHL"})");
  const Answer failed = client->lambda("itk-demo-action-group", fmt::format(fmt::runtime(event), "tool_error"));
  EXPECT_EQ(failed.status, 200);
  EXPECT_EQ(failed.header("x-amz-function-error"), "Unhandled");
  EXPECT_EQ(failed.document["errorType"].asString(), "OrderServiceError");
}

TEST_F(LambdaTest, FunctionIsFoundByEveryFormOfItsName) {
  const aws::Headers dry{{"X-Amz-Invocation-Type", "DryRun"}};
  for (const char* name :
       {"itk-demo-orchestrator:$LATEST", "itk-demo-orchestrator:live", "123456789012:function:itk-demo-orchestrator",
        "itk-demo-orchestrator?Qualifier=live", "arn:aws:lambda:us-east-1:123456789012:function:itk-demo-orchestrator",
        "arn:aws:lambda:us-east-1:123456789012:function:itk-demo-orchestrator:1"}) {
    EXPECT_EQ(client->lambda(name, "{}", dry).status, 204) << name;
  }
}

TEST_F(LambdaTest, AliasRunsTheVersionItPointsAt) {
  const Answer answer = client->lambda("itk-demo-orchestrator?Qualifier=live", k_happy);
  EXPECT_EQ(answer.header("x-amz-executed-version"), "1");
  EXPECT_TRUE(is_logged(answer.header("x-amzn-requestid") + " Version: 1"));
}

TEST_F(LambdaTest, UnknownFunctionsAndQualifiersAreNotFound) {
  for (const char* name : {"nobody", "itk-demo-orchestrator:7", "itk-demo-orchestrator?Qualifier=test",
                           "arn:aws:lambda:eu-west-1:123456789012:function:itk-demo-orchestrator"}) {
    expect_fault(client->lambda(name, "{}"), 404, "ResourceNotFoundException");
  }
  EXPECT_EQ(client->lambda("nobody", "{}").document["Message"].asString(),
            "Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody");
}

TEST_F(LambdaTest, WhatCannotBeInvokedIsRefused) {
  expect_fault(client->lambda(k_function, "{\"a\":"), 400, "InvalidRequestContentException");
  expect_fault(client->lambda(k_function, "{}", {{"X-Amz-Invocation-Type", "Later"}}), 400,
               "InvalidParameterValueException");
  expect_fault(client->lambda("itk-demo-orchestrator:1?Qualifier=live", "{}"), 400, "InvalidParameterValueException");
  const std::string large = '"' + std::string(1024 * 1024, 'x') + '"';
  expect_fault(client->lambda(k_function, large, {{"X-Amz-Invocation-Type", "Event"}}), 413,
               "RequestTooLargeException");
}

TEST_F(LambdaTest, SignatureIsCheckedOverTheEncodedPath) {
  client->service = "sqs";
  expect_fault(client->lambda(k_function, "{}"), 403, "InvalidSignatureException");
  client->service.clear();
  client->tamper = [](aws::HttpRequest& request) { request.url += "?Qualifier=live"; };
  expect_fault(client->lambda(k_function, "{}"), 403, "InvalidSignatureException");
  client->tamper = [](aws::HttpRequest& request) { request.headers.clear(); };
  expect_fault(client->lambda(k_function, "{}"), 403, "MissingAuthenticationTokenException");
}

TEST(CompactJson, DropsOnlyTheSpaceBetweenTokens) {
  EXPECT_EQ(lambda::compact_json("{ \"b\" : 1.10,\n\t\"a\":[ \"x \\\" y\" ] }"), R"({"b":1.10,"a":["x \" y"]})");
  EXPECT_EQ(lambda::compact_json("{"), std::nullopt);
}

}  // namespace
}  // namespace itk::sandbox::test
