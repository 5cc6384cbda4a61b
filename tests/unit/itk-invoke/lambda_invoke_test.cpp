#include <gmock/gmock.h>

#include "common/base/text.h"
#include "tests/unit/itk-invoke/invoke_scene.h"

namespace itk::invoke {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Strings = std::vector<std::string>;

constexpr std::string_view k_arn = "arn:aws:lambda:eu-west-1:123456789012:function:fn";

class LambdaInvokeTest : public InvokeTest {
 protected:
  void write_case(const std::string& target, const std::string& payload = "{order: 1.10}",
                  const std::string& type = "lambda_invoke") {
    write("cases/a.yaml", "id: a\nentrypoint:\n  type: " + type + "\n  target: " + target + "\n  payload: " + payload +
                              "\ncollect: {log_groups: /g}\n");
  }
  void again() { text_.clear(), lines_.clear(), log_.clear(); }

  std::string problem_of(const std::string& target, const std::string& payload = "{}") {
    again();
    write_case(target, payload);
    EXPECT_EQ(run(), ExitCode::Usage) << target;
    const std::vector<model::ErrorRecord> errors = records<model::ErrorRecord>();
    return errors.size() == 1 ? errors[0].message.substr(errors[0].message.find("a.yaml")) : "not one error";
  }
};

TEST_F(LambdaInvokeTest, ThePayloadGoesOutAsItStandsAndTheResultComesBack) {
  write_case("{function_name_or_arn: \"" + std::string(k_arn) + "\", qualifier: blue}");
  transport_.answer(200, R"({"ok":true})",
                    {{"x-amzn-RequestId", "r-1"}, {"X-Amz-Log-Result", base64_encode("START\nEND\n")}});
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  const aws::HttpRequest& sent = transport_.requests.at(0);
  EXPECT_EQ(sent.url, "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A"
                      "123456789012%3Afunction%3Afn/invocations?Qualifier=blue");
  EXPECT_EQ(sent.body, R"({"order":1.10})");
  const model::Invocation invocation = records<model::Invocation>().at(0);
  EXPECT_EQ(invocation.target, std::string(k_arn) + ":blue");
  EXPECT_EQ(invocation.request.text, R"({"order":1.10})");
  EXPECT_EQ(records<model::Run>().at(0).region, "eu-west-1");
  EXPECT_EQ(records<model::Run>().at(0).account, "123456789012");
  const model::Answer answer = records<model::Answer>().at(0);
  EXPECT_EQ(answer.status, "ok");
  EXPECT_EQ(answer.response.text, R"({"ok":true})");
  EXPECT_EQ(answer.ids, Strings{"lambda:r-1"});
  EXPECT_EQ(answer.request_id, "r-1");
  EXPECT_EQ(answer.http_status, 200);
}

TEST_F(LambdaInvokeTest, TheNonceStandsInTheClientContextAndNotInThePayload) {
  write_case("{function_name_or_arn: fn}");
  environment_.set("ITK_TRACE_ID_ATTR", "MY_NONCE");
  transport_.answer(200, "null");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Run>().at(0).account, "123456789012");  // by STS: the name does not say
  const model::Invocation invocation = records<model::Invocation>().at(0);
  const aws::HttpRequest& sent = transport_.requests.at(0);
  const std::string context = base64_decode(*aws::find_header(sent.headers, "X-Amz-Client-Context")).value();
  EXPECT_THAT(context, HasSubstr(R"({"custom":{"MY_NONCE":")" + invocation.nonce + R"(","traceparent":"00-)"));
  EXPECT_THAT(sent.body, Not(HasSubstr(invocation.nonce)));
  EXPECT_THAT(std::string(*aws::find_header(sent.headers, "X-Amzn-Trace-Id")), HasSubstr(";Sampled=1"));
}

TEST_F(LambdaInvokeTest, TheEndOfTheLogIsAnEventBeforeTheAnswer) {
  write_case("{function_name_or_arn: fn}");
  transport_.answer(200, "1", {{"x-amzn-requestid", "r-1"}, {"X-Amz-Log-Result", base64_encode("START\nEND\n")}});
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(types(), (Strings{"run", "invocation", "event", "answer", "end"}));
  const model::Event event = records<model::Event>().at(0);
  EXPECT_EQ(event.inv, records<model::Invocation>().at(0).inv);
  EXPECT_EQ(event.kind, "log");
  EXPECT_EQ(event.source, "lambda-log-tail");
  EXPECT_EQ(event.component, "lambda:fn");
  EXPECT_EQ(event.ids, Strings{"lambda:r-1"});
  EXPECT_EQ(event.payload.text, R"("START\nEND\n")");
}

TEST_F(LambdaInvokeTest, AFunctionErrorIsAnErrorAlthoughTheStatusIs200) {
  write_case("{function_name_or_arn: fn}");
  transport_.answer(200, R"({"errorMessage":"boom","errorType":"ValueError"})",
                    {{"x-amzn-requestid", "r-1"},
                     {"X-Amz-Function-Error", "Unhandled"},
                     {"X-Amz-Log-Result", base64_encode("[ERROR] boom")}});
  EXPECT_EQ(run(), ExitCode::Failed);
  EXPECT_EQ(types(), (Strings{"run", "invocation", "event", "answer", "error", "end"}));
  const model::Answer answer = records<model::Answer>().at(0);
  EXPECT_EQ(answer.status, "error");
  EXPECT_EQ(answer.http_status, 200);
  EXPECT_EQ(answer.error->code, "Lambda.ValueError");
  EXPECT_THAT(answer.error->message, HasSubstr("boom"));
  EXPECT_EQ(answer.response.text, R"({"errorMessage":"boom","errorType":"ValueError"})");
  EXPECT_EQ(answer.ids, Strings{"lambda:r-1"});
  EXPECT_EQ(answer.request_id, "r-1");
}

TEST_F(LambdaInvokeTest, AnEventIsSentAndNotAnswered) {
  write_case("{function_name_or_arn: fn, invocation_type: Event}");
  transport_.answer(202, "", {{"x-amzn-requestid", "r-1"}});
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(aws::find_header(transport_.requests.at(0).headers, "X-Amz-Invocation-Type"), "Event");
  const model::Answer answer = records<model::Answer>().at(0);
  EXPECT_EQ(answer.status, "sent");
  EXPECT_EQ(answer.http_status, 202);
  EXPECT_TRUE(answer.response.empty());
  EXPECT_EQ(answer.ids, Strings{"lambda:r-1"});
}

TEST_F(LambdaInvokeTest, AResultThatIsNoTextIsKeptInBase64) {
  write_case("{function_name_or_arn: fn}");
  transport_.answer(200, "\xff\xfe");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Answer>().at(0).enc, "base64");
}

TEST_F(LambdaInvokeTest, WithoutATargetTheConfiguredFunctionIsIt) {
  write_case("{function_name_or_arn: REPLACE_ME}");
  environment_.set("ITK_TARGET_LAMBDA_ARN", std::string(k_arn));
  transport_.answer(200, "1");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Invocation>().at(0).target, k_arn);
  again();
  environment_.set("ITK_LAMBDA_FUNCTION_NAME", "other");
  transport_.answer(200, "1");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Invocation>().at(0).target, "other");
}

TEST_F(LambdaInvokeTest, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_THAT(problem_of("{}"), HasSubstr("a.yaml:4:11: no function to invoke; set entrypoint.target"));
  EXPECT_THAT(problem_of("{function_name_or_arn: a b}"), HasSubstr("a.yaml:4:34: a b is neither the name nor the ARN"));
  EXPECT_THAT(problem_of("{function_name_or_arn: fn, invocation_type: event}"),
              HasSubstr("a.yaml:4:55: there is no invocation type \"event\""));
  EXPECT_THAT(problem_of("{function_name_or_arn: \"fn:a\", qualifier: b}"),
              HasSubstr("a.yaml:4:53: the function's name says \"a\" and this says \"b\""));
  EXPECT_THAT(problem_of("{function_name_or_arn: fn}", ""), HasSubstr("a.yaml:3:9: \"entrypoint.payload\" is missing"));
  EXPECT_THAT(problem_of("{function_name_or_arn: \"${NO_SUCH}\"}"), HasSubstr("a.yaml:4:34: ${NO_SUCH} is not set"));
  environment_.set("ITK_LAMBDA_FUNCTION_NAME", "a b");
  EXPECT_THAT(problem_of("{}"), HasSubstr("a.yaml:3:9: a b is neither the name nor the ARN of a function "
                                          "(ITK_LAMBDA_FUNCTION_NAME, environment)"));
  EXPECT_TRUE(transport_.requests.empty());
}

TEST_F(LambdaInvokeTest, AnEndpointOfLambdaAloneMakesTheRunNoRunAgainstAws) {
  write_case("{function_name_or_arn: fn}");
  environment_.set("AWS_ENDPOINT_URL_LAMBDA", "http://127.0.0.1:9001");
  transport_.answer(200, "1");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Run>().at(0).endpoint, "custom");
  EXPECT_EQ(records<model::Run>().at(0).endpoint_url, "http://127.0.0.1:9001");
}

TEST_F(LambdaInvokeTest, AnSqsEventCanGoStraightToTheFunction) {
  write_case("{target_arn_or_url: \"" + std::string(k_arn) + "\"}",
             "{Records: [{body: {q: 1}, messageAttributes: {k: {stringValue: v}}}, {body: two}]}", "sqs_event");
  environment_.set("ITK_SQS_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/210987654321/orders");
  transport_.answer(200, R"({"batchItemFailures":[]})", {{"x-amzn-requestid", "r-1"}});
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  const model::Invocation invocation = records<model::Invocation>().at(0);
  EXPECT_EQ(invocation.request.text, R"([{"q":1},"two"])");
  const std::string& body = transport_.requests.at(0).body;
  ASSERT_TRUE(json::is_one_line_json(body)) << body;
  EXPECT_THAT(body, HasSubstr(R"({"Records":[{"messageId":")"));
  EXPECT_THAT(body,
              HasSubstr(R"("body":"{\"q\":1}","attributes":{"ApproximateReceiveCount":"1","AWSTraceHeader":"Root=)"));
  EXPECT_THAT(
      body, HasSubstr(R"("messageAttributes":{"ITK_TRACE_ID":{"stringValue":")" + invocation.nonce +
                      R"(","stringListValues":[],"binaryListValues":[],"dataType":"String"},"k":{"stringValue":"v")"));
  EXPECT_THAT(body, HasSubstr(R"("body":"two")"));
  EXPECT_THAT(body, HasSubstr(R"("md5OfBody":"b8a9f715dbb64fd5c56e7783c6820a61")"));  // of two
  EXPECT_THAT(body, HasSubstr(R"("eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-1:210987654321:orders",)"
                              R"("awsRegion":"us-east-1"})"));
  const model::Answer answer = records<model::Answer>().at(0);
  EXPECT_EQ(answer.status, "ok");
  ASSERT_EQ(answer.ids.size(), 3u);
  EXPECT_EQ(answer.ids[0], "lambda:r-1");
  EXPECT_THAT(body, HasSubstr(R"("messageId":")" + answer.ids[1].substr(4)));
  EXPECT_THAT(body, HasSubstr(R"("messageId":")" + answer.ids[2].substr(4)));
}

TEST_F(LambdaInvokeTest, WithoutAQueueTheEventNamesOneThatBelongsToTheFunction) {
  write_case("{mode: invoke_lambda, function_name_or_arn: \"" + std::string(k_arn) + "\"}", "text", "sqs_event");
  transport_.answer(200, "1");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(transport_.requests.at(0).body,
              HasSubstr(R"("eventSourceARN":"arn:aws:sqs:eu-west-1:123456789012:itk")"));
}

}  // namespace
}  // namespace itk::invoke
