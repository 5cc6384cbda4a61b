#include "itk-invoke/preflight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/atomic_file.h"
#include "itk-invoke/preflight_targets.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/itk-invoke/fake_account.h"

namespace itk::invoke {
namespace {

using preflight::Kind;
using ::testing::HasSubstr;

constexpr char k_case[] = R"(id: a
entrypoint: {type: sqs_event, target: {queue_url: "https://sqs.us-east-1.amazonaws.com/123456789012/orders-prod"}, payload: x}
collect: {log_groups: [/aws/lambda/orders, "arn:aws:logs:eu-west-1:999999999999:log-group:shared"]}
)";

class PreflightTest : public ::testing::Test {
 protected:
  PreflightTest() {
    std::filesystem::create_directories(dir_ / ".git");
    account_.on("GetQueueAttributes", R"({"Attributes":{"QueueArn":"a"}})");
  }

  settings::Settings settings(Environment environment) {
    return settings::Settings::load({std::move(environment), dir_.path(), ""}).value();
  }
  std::vector<PlannedCase> plan(std::string_view text, const settings::Settings& settings) {
    EXPECT_TRUE(write_file(dir_ / "a.yaml", text));
    Problems problems(Purpose::Live);
    auto planned = plan_cases({dir_ / "a.yaml"}, Selection(), settings, problems, Environment());
    EXPECT_FALSE(problems.has_errors());
    return std::move(planned->cases);
  }
  Result<preflight::Outcome> run(const PreflightOptions& options) {
    const settings::Settings set = settings(account_.environment);
    AwsAccess aws = account_.access();
    return run_preflight(plan(k_case, set), set, aws, options, account_.log);
  }

  test::TempDir dir_;
  FakeAccount account_;
};

TEST_F(PreflightTest, TargetsOfCasesSayWhereTheyStand) {
  const auto targets = targets_of(plan(k_case, settings({})));
  ASSERT_EQ(targets.size(), 3U);
  EXPECT_EQ(targets[0].kind, Kind::Queue);
  EXPECT_EQ(targets[0].name, "orders-prod");
  EXPECT_EQ(targets[0].account, "123456789012");
  EXPECT_EQ(targets[0].region, "us-east-1");
  EXPECT_THAT(targets[0].where, HasSubstr("a.yaml:2:39"));
  EXPECT_EQ(targets[1].name, "/aws/lambda/orders");
  EXPECT_EQ(targets[2].name, "shared");
  EXPECT_EQ(targets[2].account, "999999999999");
}

TEST_F(PreflightTest, TargetsOfSettingsSayWhichOnesNameThem) {
  std::vector<std::string> unread;
  const auto targets = targets_of(
      settings(Environment({{"ITK_SQS_QUEUE_URL", "orders"},
                            {"ITK_TARGET_LAMBDA_ARN", "arn:aws:lambda:eu-west-1:123456789012:function:f:live"},
                            {"ITK_LAMBDA_FUNCTION_NAME", "ignored"},
                            {"ITK_BEDROCK_AGENT_ID", "ABCDEFGHIJ"},
                            {"ITK_LOG_GROUPS", "/a,/b"}})),
      unread);
  ASSERT_EQ(targets.size(), 4U);
  EXPECT_EQ(targets[0].name, "f");
  EXPECT_EQ(targets[0].qualifier, "live");
  EXPECT_EQ(targets[0].text, "arn:aws:lambda:eu-west-1:123456789012:function:f");
  EXPECT_EQ(targets[1].version, "latest");
  EXPECT_EQ(targets[3].where, "ITK_LOG_GROUPS, environment");
  EXPECT_THAT(unread, ::testing::ElementsAre("ITK_SQS_QUEUE_URL=orders (environment) is no URL or ARN of a queue"));
}

TEST_F(PreflightTest, ARefusalNamesTheRuleAndIsExitFive) {
  const auto outcome = run({"", dir_ / "preflight.md"});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().exit, ExitCode::Refused);
  EXPECT_THAT(outcome.error().message, HasSubstr("production: queue https://"));
  EXPECT_THAT(read_file(dir_ / "preflight.md").value(), HasSubstr("| ❌ | production |"));
  for (const std::string& asked : account_.asked) {
    EXPECT_EQ(asked.find("SendMessage"), std::string::npos);
  }
}

TEST_F(PreflightTest, TheRightAccountIdAllowsIt) {
  EXPECT_TRUE(run({"123456789012", ""}));
  EXPECT_THAT(account_.logged, HasSubstr("as --allow-production 123456789012 allows"));
  EXPECT_EQ(run({"999999999999", ""}).error().exit, ExitCode::Refused);
  EXPECT_EQ(run({"yes", ""}).error().code, "bad_account");
}

}  // namespace
}  // namespace itk::invoke
