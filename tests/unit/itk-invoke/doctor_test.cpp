#include "itk-invoke/doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/itk-invoke/fake_account.h"

namespace itk::invoke {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class DoctorTest : public ::testing::Test {
 protected:
  DoctorTest() {
    std::filesystem::create_directories(dir_ / ".git");
    options_.folder = dir_.path();
    account_.on("GetQueueAttributes",
                R"({"Attributes":{"ApproximateNumberOfMessages":"2","RedrivePolicy":)"
                R"("{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:orders-dlq\"}"}})");
    account_.on("GetQueueUrl", R"({"QueueUrl":"https://q/1/orders-dlq"})");
    account_.on("functions/orders/configuration",
                R"({"FunctionName":"orders","State":"Active","Timeout":30,"LoggingConfig":{"LogGroup":"/l"}})");
    account_.on("/agents/ABCDEFGHIJ/",
                R"({"agent":{"agentId":"ABCDEFGHIJ","agentName":"gate","agentStatus":"PREPARED"}})");
    account_.on("/agents/ABCDEFGHIJ/agentaliases/ALIASALIAS/",
                R"({"agentAlias":{"agentAliasId":"ALIASALIAS","agentAliasName":"dev","agentAliasStatus":"PREPARED",)"
                R"("routingConfiguration":[{"agentVersion":"3"}]}})");
    account_.on("DescribeLogGroups",
                R"({"logGroups":[{"logGroupName":"/aws/lambda/orders","arn":"a:*","retentionInDays":30}]})");
    account_.on("FilterLogEvents", R"({"events":[]})");
    account_.on("GetTraceSegmentDestination", R"({"Destination":"XRay","Status":"ACTIVE"})");
    account_.on("GetServiceQuota", R"({"Quota":{"QuotaName":"c","Value":100,"Adjustable":true}})");
    set("ITK_SQS_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/123456789012/orders");
    set("ITK_LAMBDA_FUNCTION_NAME", "orders");
    set("ITK_BEDROCK_AGENT_ID", "ABCDEFGHIJ");
    set("ITK_BEDROCK_AGENT_ALIAS_ID", "ALIASALIAS");
    set("ITK_LOG_GROUPS", "/aws/lambda/orders");
    set("ITK_ALLOWED_ACCOUNTS", "123456789012");
  }

  void set(const std::string& name, const std::string& value) { account_.environment.set(name, value); }
  std::string run() {
    const auto examination =
        examine(options_, account_.environment, account_.make_transport(), account_.clock, account_.log);
    EXPECT_TRUE(examination);
    exit_ = exit_code_of(examination->checks);
    const std::string text = to_text(examination->checks);
    EXPECT_THAT(text + to_json(examination->checks), Not(HasSubstr("canary")));
    return text;
  }

  test::TempDir dir_;
  DoctorOptions options_;
  FakeAccount account_;
  ExitCode exit_ = ExitCode::Internal;
};

TEST_F(DoctorTest, AllIsWell) {
  const std::string text = run();
  EXPECT_EQ(exit_, ExitCode::Ok) << text;
  for (const char* line :
       {"✅ region: us-east-1\n", "✅ credentials: from the environment, which do not expire\n",
        "✅ identity: arn:aws:iam::123456789012:user/u in account 123456789012\n",
        "✅ allowed-accounts: account 123456789012 is in ITK_ALLOWED_ACCOUNTS\n",
        "✅ production: nothing is named like production\n", "✅ queue orders: 2 waiting",
        "⚠️ orders's dead letters: 2 in https://q/1/orders-dlq  → itk doctor --dlq RUN",
        "✅ function orders: Active, timeout 30 s, logs in /l\n", "✅ agent ABCDEFGHIJ: \"gate\" is PREPARED\n",
        "✅ agent alias ALIASALIAS: \"dev\" is PREPARED, leads to version 3\n",
        "✅ log group /aws/lambda/orders: kept for 30 days\n", "✅ traces: segments go to X-Ray\n",
        "✅ permissions: nothing that was asked for was denied\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST_F(DoctorTest, NothingIsSentNorChanged) {
  options_.rate = 5;
  run();
  for (const std::string& asked : account_.asked) {
    for (const char* verb : {"Send", "Invoke", "Delete", "Put", "Create", "Receive", "/invocations"}) {
      EXPECT_EQ(asked.find(verb), std::string::npos) << asked;
    }
  }
}

TEST_F(DoctorTest, MissingPermissionsAreNamedAsIamNamesThem) {
  account_.deny("FilterLogEvents", "logs:FilterLogEvents");
  account_.deny("GetTraceSegmentDestination", "xray:GetTraceSegmentDestination");
  const std::string text = run();
  EXPECT_THAT(text, HasSubstr("❌ permissions: missing: logs:FilterLogEvents, xray:GetTraceSegmentDestination  → allow "
                              "them to arn:aws:iam::123456789012:user/u"));
  EXPECT_EQ(exit_, ExitCode::Refused);
}

TEST_F(DoctorTest, WithoutCredentialsItSaysHowToLogIn) {
  account_.environment.set("AWS_ACCESS_KEY_ID", "");
  account_.environment.set("AWS_SECRET_ACCESS_KEY", "");
  const std::string text = run();
  EXPECT_THAT(text, HasSubstr("❌ credentials: no AWS credentials"));
  EXPECT_THAT(text, HasSubstr("aws sso login"));
  EXPECT_EQ(exit_, ExitCode::Refused);
}

TEST_F(DoctorTest, CredentialsThatEndSoonAreAWarningAndThoseThatHaveEndedAreBad) {
  const auto end_after = [&](int minutes) {
    Timestamp end = account_.clock.now();
    end.ns += minutes * 60'000'000'000;
    set("AWS_SESSION_TOKEN", "canary-token");
    set("AWS_CREDENTIAL_EXPIRATION", format_rfc3339(end));
    return run();
  };
  EXPECT_THAT(end_after(120), HasSubstr("✅ credentials: from the environment, expiring at 2026-09-21T16:13:20.000Z\n"));
  EXPECT_THAT(end_after(10),
              HasSubstr("⚠️ credentials: from the environment, expiring at 2026-09-21T14:23:20.000Z, in 10 "
                        "minutes  → log in again before a long run\n"));
  EXPECT_THAT(end_after(-1),
              HasSubstr("❌ credentials: from the environment, expiring at 2026-09-21T14:12:20.000Z, which "
                        "is over"));
  EXPECT_EQ(exit_, ExitCode::Refused);
}

TEST_F(DoctorTest, WithoutARegionNothingIsAsked) {
  account_.environment.set("AWS_REGION", "");
  EXPECT_THAT(run(), HasSubstr("❌ region: no AWS region"));
  EXPECT_EQ(exit_, ExitCode::Usage);
  EXPECT_TRUE(account_.asked.empty());
}

TEST_F(DoctorTest, AQueueAndAGroupThatAreNotThereAreBad) {
  account_.on("GetQueueAttributes", R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no such queue"})",
              400);
  set("ITK_LOG_GROUPS", "/aws/lambda/ordres,/app/orders");
  const std::string text = run();
  EXPECT_THAT(text, HasSubstr("❌ queue orders: sqs: QueueDoesNotExist: no such queue  → itk discover"));
  EXPECT_THAT(text,
              HasSubstr("⚠️ log group /aws/lambda/ordres: is not there (a function makes it with its first line); "
                        "did you mean \"/aws/lambda/orders\"?"));
  EXPECT_THAT(text, HasSubstr("❌ log group /app/orders: is not there"));
  EXPECT_EQ(exit_, ExitCode::Usage);
}

TEST_F(DoctorTest, TransactionSearchNeedsItsLogGroup) {
  account_.on("GetTraceSegmentDestination", R"({"Destination":"CloudWatchLogs","Status":"ACTIVE"})");
  EXPECT_THAT(run(),
              HasSubstr("⚠️ traces: Transaction Search (ACTIVE): spans are in log group aws/spans, which nobody "
                        "reads"));
}

TEST_F(DoctorTest, ARateIsHeldAgainstTheQuotas) {
  options_.rate = 2;
  EXPECT_THAT(run(), HasSubstr("✅ quotas: 2/s fits into 100 concurrent executions (this account's quota)"));
  options_.rate = 50;
  EXPECT_THAT(run(), HasSubstr("⚠️ quotas: 50/s of a function that takes its whole timeout of 30 s need 1500"));
  options_.rate = 2000;
  EXPECT_THAT(run(), HasSubstr("❌ quotas: 2000/s is more than Lambda takes"));
  account_.deny("GetServiceQuota", "servicequotas:GetServiceQuota");
  options_.rate = 2;
  EXPECT_THAT(run(), HasSubstr("1000 concurrent executions (AWS's default; this account's cannot be seen)"));
}

TEST_F(DoctorTest, AFifoQueueTakesThreeHundredCallsASecond) {
  set("ITK_SQS_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/123456789012/orders.fifo");
  options_.rate = 301;
  EXPECT_THAT(run(), HasSubstr("❌ quotas: 301/s is more than the 300 calls/s of queue orders.fifo  → --rate 300, or"));
  account_.on("GetQueueAttributes", R"({"Attributes":{"FifoThroughputLimit":"perMessageGroupId"}})");
  const std::string text = run();
  EXPECT_THAT(text, Not(HasSubstr("of queue orders.fifo")));
  EXPECT_THAT(text, HasSubstr("⚠️ orders.fifo's dead letters: the queue has no dead-letter queue"));
}

TEST_F(DoctorTest, WhatIsNamedLikeProductionIsBad) {
  account_.on("ListAccountAliases", "<R><AccountAliases><member>acme-prod</member></AccountAliases></R>");
  EXPECT_THAT(run(), HasSubstr("❌ production: the alias \"acme-prod\" of account 123456789012 looks like production"));
  EXPECT_EQ(exit_, ExitCode::Refused);
}

TEST_F(DoctorTest, AClockThatIsOffIsAWarning) {
  account_.answer_headers = {{"Date", "Mon, 21 Sep 2026 14:23:20 GMT"}};
  EXPECT_THAT(run(),
              HasSubstr("⚠️ clock: 600 s behind AWS's; ITK signs with AWS's time, other tools do not  → sudo "
                        "timedatectl"));
}

TEST_F(DoctorTest, TargetsOfCasesComeBeforeThoseOfSettings) {
  ASSERT_TRUE(write_file(dir_ / "a.yaml", "id: a\nentrypoint: {type: lambda_invoke, target: {function_name_or_arn: "
                                          "orders}, payload: {}}\n"));
  ASSERT_TRUE(write_file(dir_ / "b.yaml", "id: b\nentrypoint: {type: lambda_invoke, target: {function_name_or_arn: "
                                          "\"a b\"}, payload: {}}\n"));
  options_.cases = {dir_ / "a.yaml"};
  EXPECT_THAT(run(), Not(HasSubstr("queue orders")));
  EXPECT_EQ(exit_, ExitCode::Ok);
  options_.cases = {dir_ / "b.yaml"};
  EXPECT_THAT(run(), HasSubstr("❌ cases: "));
  EXPECT_EQ(exit_, ExitCode::Usage);
}

}  // namespace
}  // namespace itk::invoke
