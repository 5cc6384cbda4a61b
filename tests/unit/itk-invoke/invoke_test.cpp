#include "itk-invoke/invoke.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/itk-invoke/invoke_scene.h"

namespace itk::invoke {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view k_queue = "https://sqs.us-east-1.amazonaws.com/123456789012/q";

std::string sqs_case(const std::string& id, const std::string& more = "") {
  return "id: " + id + "\nname: Case " + id + "\nentrypoint:\n  type: sqs_event\n  target: {target_arn_or_url: \"" +
         std::string(k_queue) + "\"}\n  payload: {Records: [{body: {userMessage: hello}}]}\n" +
         "expected: {invariants: [{name: has_spans}]}\ncollect: {log_groups: [/aws/lambda/a]}\n" + more;
}

using Strings = std::vector<std::string>;

TEST_F(InvokeTest, SendsEachCaseAndSaysSo) {
  write("cases/a.yaml", sqs_case("a"));
  write("cases/b.yaml", sqs_case("b"));
  accept("m-1");
  accept("m-2");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(types(), (Strings{"run", "invocation", "answer", "invocation", "answer", "end"}));
  const model::Run run_record = records<model::Run>().at(0);
  EXPECT_EQ(run_record.mode, "live");
  EXPECT_EQ(run_record.endpoint, "aws");
  EXPECT_EQ(run_record.region, "us-east-1");
  EXPECT_EQ(run_record.account, "123456789012");
  EXPECT_EQ(run_record.suite, "cases");
  const model::Invocation invocation = records<model::Invocation>().at(0);
  EXPECT_EQ(invocation.case_id, "a");
  EXPECT_EQ(invocation.name, "Case a");
  EXPECT_EQ(invocation.target, k_queue);
  EXPECT_EQ(invocation.request.text, R"({"userMessage":"hello"})");
  EXPECT_EQ(invocation.expected.at(0).name, "has_spans");
  EXPECT_EQ(invocation.collect->log_groups, Strings{"/aws/lambda/a"});
  EXPECT_EQ(invocation.ids.at(0), "nonce:" + invocation.nonce);
  const model::Answer answer = records<model::Answer>().at(0);
  EXPECT_EQ(answer.inv, invocation.inv);
  EXPECT_EQ(answer.status, "sent");
  EXPECT_EQ(answer.ids, Strings{"sqs:m-1"});
  EXPECT_EQ(answer.request_id, "req-m-1");
  EXPECT_EQ(answer.attempts, 1);
  EXPECT_EQ(answer.http_status, 200);
}

TEST_F(InvokeTest, TheMessageBearsNonceAndTraceHeaders) {
  write("cases/a.yaml", sqs_case("a"));
  environment_.set("ITK_TRACE_ID_ATTR", "MY_NONCE");
  accept("m-1");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  const std::string nonce = records<model::Invocation>().at(0).nonce;
  const std::string& body = transport_.requests.at(0).body;
  EXPECT_THAT(body, HasSubstr(R"("MY_NONCE":{"DataType":"String","StringValue":")" + nonce + "\"}"));
  EXPECT_THAT(body, HasSubstr("\"AWSTraceHeader\""));
  EXPECT_THAT(body, HasSubstr(";Sampled=1"));
  EXPECT_THAT(body, HasSubstr(R"("traceparent":{"DataType":"String","StringValue":"00-)"));
  EXPECT_THAT(body, HasSubstr(R"("MessageBody":"{\"userMessage\":\"hello\"}")"));
}

TEST_F(InvokeTest, TheInvocationIsOutBeforeTheMessageIs) {
  write("cases/a.yaml", sqs_case("a"));
  accept("m-1");
  std::string written_before;
  transport_.on_send = [&](const aws::HttpRequest&) { written_before = text_; };
  run();
  EXPECT_THAT(written_before, HasSubstr("\"itk\":\"invocation/1\""));
  EXPECT_THAT(written_before, Not(HasSubstr("\"itk\":\"answer/1\"")));
}

TEST_F(InvokeTest, SeveralRecordsAreSeveralMessagesOfOneInvocation) {
  write("cases/a.yaml", "id: a\nentrypoint:\n  type: sqs_event\n  payload: {Records: [{body: one}, {body: two}]}\n");
  environment_.set("ITK_SQS_QUEUE_URL", std::string(k_queue));
  transport_.answer(200, R"({"Successful":[{"Id":"0","MessageId":"m-2"},{"Id":"1","MessageId":"m-1"}]})");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  ASSERT_EQ(transport_.requests.size(), 1u);
  EXPECT_THAT(transport_.requests[0].body, HasSubstr(R"("MessageBody":"two")"));
  EXPECT_EQ(records<model::Invocation>().size(), 1u);
  EXPECT_EQ(records<model::Invocation>().at(0).request.text, R"(["one","two"])");
  EXPECT_EQ(records<model::Answer>().at(0).ids, (Strings{"sqs:m-1", "sqs:m-2"}));
}

TEST_F(InvokeTest, AFifoQueueGetsAGroupAndADeduplicationId) {
  write("cases/a.yaml", "id: a\nentrypoint:\n  type: sqs_event\n  target: {queue_url: \"" + std::string(k_queue) +
                            ".fifo\"}\n  payload: text\n");
  accept("m-1");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  const std::string nonce = records<model::Invocation>().at(0).nonce;
  EXPECT_THAT(transport_.requests.at(0).body, HasSubstr(R"("MessageDeduplicationId":")" + nonce + "\""));
  EXPECT_THAT(transport_.requests.at(0).body, HasSubstr(R"("MessageGroupId":")" + nonce + "\""));
}

TEST_F(InvokeTest, ACustomEndpointIsSaidInEveryRecord) {
  write("cases/a.yaml", sqs_case("a"));
  environment_.set("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");
  accept("m-1");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Run>().at(0).endpoint_url, "http://127.0.0.1:4566");
  for (const std::string& line : lines_) {
    EXPECT_THAT(line, HasSubstr("\"endpoint\":\"custom\""));
  }
}

TEST_F(InvokeTest, AFailedSendIsAnErrorAndTheOthersGoOn) {
  write("cases/a.yaml", sqs_case("a"));
  write("cases/b.yaml", sqs_case("b"));
  transport_.fail("connection_reset");
  accept("m-2");
  EXPECT_EQ(run(), ExitCode::Unreachable);
  EXPECT_EQ(types(), (Strings{"run", "invocation", "answer", "error", "invocation", "answer", "end"}));
  const model::Answer answer = records<model::Answer>().at(0);
  EXPECT_EQ(answer.status, "error");
  EXPECT_EQ(answer.attempts, 1);
  ASSERT_TRUE(answer.error);
  EXPECT_EQ(answer.error->code, "connection_reset");
  const model::ErrorRecord error = records<model::ErrorRecord>().at(0);
  EXPECT_EQ(error.inv, answer.inv);
  EXPECT_EQ(records<model::Answer>().at(1).status, "sent");
}

TEST_F(InvokeTest, NoCredentialsIsARefusalBeforeAnythingIsSent) {
  write("cases/a.yaml", sqs_case("a"));
  environment_.set("AWS_ACCESS_KEY_ID", "");
  environment_.set("AWS_SECRET_ACCESS_KEY", "");
  environment_.set("AWS_EC2_METADATA_DISABLED", "true");
  EXPECT_EQ(run(), ExitCode::Refused) << log_;
  EXPECT_EQ(types(), (Strings{"run", "error", "end"}));
  EXPECT_TRUE(transport_.requests.empty());
}

TEST_F(InvokeTest, OneBadCaseKeepsAllFromBeingSentAndAllProblemsAreSaid) {
  write("cases/a.yaml", sqs_case("a"));
  write("cases/b.yaml", "id: b\nentrypoint:\n\ttype: x\n");
  write("cases/c.yaml", "id: c\nentrypoint:\n  type: http\n");
  write("cases/d.yaml", sqs_case("d", "invariants: [{type: has_span}]\n"));
  options_.cases.push_back(dir_ / "cases/e.yaml");
  EXPECT_EQ(run(), ExitCode::Usage);
  EXPECT_TRUE(transport_.requests.empty());
  EXPECT_TRUE(records<model::Invocation>().empty());
  EXPECT_THAT(log_, HasSubstr("cases/b.yaml:3:1: a tab"));
  EXPECT_THAT(log_, HasSubstr("cases/c.yaml:3:9: no URL to send to"));
  EXPECT_THAT(log_, HasSubstr("cases/d.yaml:9:14: "));
  EXPECT_THAT(log_, HasSubstr("cases/e.yaml:1:1: this case file does not exist; did you mean"));
  const std::vector<model::ErrorRecord> errors = records<model::ErrorRecord>();
  ASSERT_EQ(errors.size(), 4u);
  for (const model::ErrorRecord& error : errors) {
    EXPECT_TRUE(error.at);
  }
}

TEST_F(InvokeTest, InALiveRunTheTargetHasToBeAQueueThatExistsInWriting) {
  const auto message_of = [&](const std::string& target) {
    text_.clear(), lines_.clear(), log_.clear();
    write("cases/a.yaml", "id: a\nentrypoint:\n  type: sqs_event\n  target: " + target + "\n  payload: x\n" +
                              "collect: {log_groups: /g}\n");
    EXPECT_EQ(run(), ExitCode::Usage) << target;
    const std::vector<model::ErrorRecord> errors = records<model::ErrorRecord>();
    return errors.size() == 1 ? errors[0].message.substr(errors[0].message.find("a.yaml")) : "not one error";
  };
  EXPECT_THAT(message_of("{}"), HasSubstr("a.yaml:4:11: no queue to send to"));
  EXPECT_THAT(message_of("{target_arn_or_url: REPLACE_ME}"), HasSubstr("a.yaml:4:11: no queue to send to"));
  EXPECT_THAT(message_of("{target_arn_or_url: my-queue}"), HasSubstr("a.yaml:4:31: my-queue is neither"));
  EXPECT_THAT(message_of("{target_arn_or_url: \"arn:aws:lambda:us-east-1:123456789012:layer:f\"}"),
              HasSubstr("a.yaml:4:31: arn:aws:lambda:us-east-1:123456789012:layer:f is neither"));
  EXPECT_THAT(message_of("{mode: invoke_lambda}"), HasSubstr("a.yaml:4:11: no function to invoke"));
  EXPECT_THAT(message_of("{mode: publish_sq}"), HasSubstr("a.yaml:4:18: there is no mode \"publish_sq\""));
  EXPECT_THAT(message_of("{queue_url: \"${NO_SUCH_QUEUE}\"}"), HasSubstr("a.yaml:4:23: ${NO_SUCH_QUEUE} is not set"));
  EXPECT_TRUE(transport_.requests.empty());
}

TEST_F(InvokeTest, WithoutATargetTheConfiguredQueueIsIt) {
  write("cases/a.yaml", "id: a\nentrypoint: {type: sqs_event, target: {target_arn_or_url: REPLACE_ME}, payload: x}\n");
  write(".env", "ITK_SQS_QUEUE_URL=https://sqs.eu-west-1.amazonaws.com/123456789012/from-dotenv\n");
  accept("m-1");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Invocation>().at(0).target, "https://sqs.eu-west-1.amazonaws.com/123456789012/from-dotenv");
  EXPECT_EQ(records<model::Run>().at(0).region, "eu-west-1");  // the queue says where it is
  EXPECT_THAT(transport_.requests.at(0).url, HasSubstr("sqs.eu-west-1.amazonaws.com"));
}

TEST_F(InvokeTest, TheCaseComesBeforeTheEnvironmentAndTheFlagBeforeTheCase) {
  write("cases/a.yaml", "id: a\nentrypoint: {type: sqs_event, target: {queue_url: \"" + std::string(k_queue) +
                            "\", region: eu-north-1}, payload: x}\n");
  environment_.set("ITK_SQS_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/123456789012/other");
  accept("m-1");
  run();
  EXPECT_EQ(records<model::Invocation>().at(0).target, k_queue);
  EXPECT_THAT(transport_.requests.at(0).url, HasSubstr("eu-north-1"));
  options_.aws.region = "eu-south-1";
  accept("m-2");
  run();
  EXPECT_THAT(transport_.requests.at(1).url, HasSubstr("eu-south-1"));
}

TEST_F(InvokeTest, IterationsHaveTheirNumbersAndTheirNames) {
  write("cases/a.yaml", sqs_case("a"));
  options_.iterations = 3;
  for (const char* id : {"m-1", "m-2", "m-3"}) {
    accept(id);
  }
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  const std::vector<model::Invocation> invocations = records<model::Invocation>();
  ASSERT_EQ(invocations.size(), 3u);
  EXPECT_EQ(invocations[2].iteration, 3);
  EXPECT_NE(invocations[0].inv, invocations[1].inv);
  EXPECT_NE(invocations[0].nonce, invocations[1].nonce);
}

TEST_F(InvokeTest, ADryRunNeedsNoCredentialsAndSendsNothing) {
  write("cases/a.yaml", sqs_case("a"));
  environment_.set("AWS_ACCESS_KEY_ID", "");
  options_.dry_run = true;
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Answer>().at(0).status, "skipped");
  EXPECT_EQ(records<model::Answer>().at(0).reason, "dry run: nothing was sent");
  EXPECT_FALSE(records<model::Invocation>().at(0).nonce.empty());
  EXPECT_EQ(transports_made_, 0);
}

TEST_F(InvokeTest, TheFilterPicksCasesByTheirIds) {
  write("cases/a.yaml", sqs_case("happy-1"));
  write("cases/b.yaml", sqs_case("sad-1"));
  options_.selection.filter = "happy-*";
  accept("m-1");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Invocation>().size(), 1u);
  options_.selection.filter = "nothing";
  EXPECT_EQ(run(), ExitCode::Usage);
}

TEST_F(InvokeTest, AfterAnInterruptTheRestIsNotInvokedAndSaidToBe) {
  write("cases/a.yaml", sqs_case("a"));
  write("cases/b.yaml", sqs_case("b"));
  write("cases/c.yaml", sqs_case("c"));
  interrupted_ = [&] { return !transport_.requests.empty(); };
  accept("m-1");
  EXPECT_EQ(run(), ExitCode::Incomplete);
  EXPECT_EQ(records<model::Answer>().size(), 1u);
  EXPECT_THAT(log_, HasSubstr("interrupted: not invoked: b, c"));
}

TEST_F(InvokeTest, DevFixturesNeedsNeitherNetworkNorVariables) {
  write("cases/a.yaml", "id: a\nfixture: ../f.jsonl\nentrypoint:\n  type: bedrock_invoke_agent\n"
                        "  target: {agent_id: \"${NO_SUCH_AGENT}\"}\n  payload: {inputText: hi}\n");
  write("cases/b.yaml", "id: b\nentrypoint: {type: http}\n");
  write("f.jsonl", "{}\n");
  options_.mode = "dev-fixtures";
  environment_ = Environment();
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(types(), (Strings{"run", "invocation", "answer", "invocation", "answer", "end"}));
  for (const std::string& line : lines_) {
    EXPECT_THAT(line, HasSubstr("\"mode\":\"dev-fixtures\""));
  }
  const model::Invocation invocation = records<model::Invocation>().at(0);
  EXPECT_EQ(invocation.fixture, dir_ / "f.jsonl");
  EXPECT_EQ(invocation.request.text, R"({"inputText":"hi"})");
  EXPECT_EQ(invocation.nonce, "");
  EXPECT_EQ(records<model::Answer>().at(0).status, "ok");
  EXPECT_FALSE(records<model::Answer>().at(0).sent);
  EXPECT_EQ(records<model::Answer>().at(1).status, "skipped");
  EXPECT_NE(records<model::Answer>().at(1).reason, "");
  EXPECT_EQ(transports_made_, 0);
}

TEST_F(InvokeTest, AllSkippedIsAUsageError) {
  write("cases/b.yaml", "id: b\nentrypoint: {type: http}\n");
  options_.mode = "dev-fixtures";
  EXPECT_EQ(run(), ExitCode::Usage);
  EXPECT_THAT(log_, HasSubstr("all cases were skipped"));
}

TEST_F(InvokeTest, TheModeComesFromTheFlagThenTheSettings) {
  write("cases/b.yaml", "id: b\nentrypoint: {type: http}\n");
  write("cases/b.jsonl", "{}\n");
  write(".env", "ITK_MODE=dev-fixtures\nITK_ENV=qa\n");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Run>().at(0).env, "qa");
  environment_.set("ITK_MODE", "dev-fixture");
  EXPECT_EQ(run(), ExitCode::Usage);
  EXPECT_THAT(log_, HasSubstr("ITK_MODE (environment): there is no mode \"dev-fixture\""));
}

TEST_F(InvokeTest, WithoutCasesItSaysWhatToDo) {
  options_.cases.clear();
  EXPECT_EQ(run(), ExitCode::Usage);
  EXPECT_EQ(types(), (Strings{"error", "end"}));
  EXPECT_THAT(log_, HasSubstr("ITK_CASES_DIR"));
}

TEST_F(InvokeTest, TheCiJobIsNamed) {
  write("cases/a.yaml", sqs_case("a"));
  options_.dry_run = true;
  environment_.set("GITHUB_ACTIONS", "true");
  environment_.set("GITHUB_RUN_ID", "77");
  environment_.set("GITHUB_SERVER_URL", "https://github.com");
  environment_.set("GITHUB_REPOSITORY", "me/bot");
  run();
  EXPECT_EQ(
      records<model::Run>().at(0).ci.text,
      R"({"provider":"github","run_id":"77","repository":"me/bot","url":"https://github.com/me/bot/actions/runs/77"})");
}

}  // namespace
}  // namespace itk::invoke
