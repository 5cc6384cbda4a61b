#include "itk-invoke/resolve_discover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include "tests/unit/itk-invoke/fake_account.h"

namespace itk::invoke {
namespace {

using ::testing::HasSubstr;

class DiscoverTest : public ::testing::Test {
 protected:
  DiscoverTest() {
    account_.on("ListQueues", R"({"QueueUrls":["https://q/1/orders","https://q/1/orders-dlq"]})");
    account_.on("/functions", R"({"Functions":[{"FunctionName":"orders"},{"FunctionName":"refunds"}]})");
    account_.on("bedrock-agent.us-east-1.amazonaws.com/agents/",
                R"({"agentSummaries":[{"agentId":"ABCDEFGHIJ","agentName":"orders-gate"}]})");
    account_.on("bedrock-agent.us-east-1.amazonaws.com/agents/ABCDEFGHIJ/agentaliases/",
                R"({"agentAliasSummaries":[{"agentAliasId":"ALIASALIAS","agentAliasStatus":"PREPARED",)"
                R"("routingConfiguration":[{"agentVersion":"1"}]}]})");
    account_.on("DescribeLogGroups",
                R"({"logGroups":[{"logGroupName":"/aws/lambda/orders"},{"logGroupName":"aws/spans"}]})");
  }
  std::vector<Candidate> find(const std::string& match) {
    AwsAccess aws = account_.access();
    return discover(aws, match, account_.log).value();
  }
  std::string lines(const std::string& match, std::map<std::string, std::string, std::less<>> values = {}) {
    return dotenv_lines(find(match),
                        settings::Settings::load({Environment(std::move(values)), dir_.path(), ""}).value());
  }

  FakeAccount account_;
  test::TempDir dir_;
};

TEST_F(DiscoverTest, WhatHasOneCandidateIsFilledInAndWhatHasMoreIsAComment) {
  EXPECT_EQ(lines(""), "ITK_SQS_QUEUE_URL=https://q/1/orders\n"
                       "# ITK_LAMBDA_FUNCTION_NAME: one of orders refunds\n"
                       "ITK_BEDROCK_AGENT_ID=ABCDEFGHIJ\n"
                       "ITK_BEDROCK_AGENT_ALIAS_ID=ALIASALIAS\n"
                       "ITK_LOG_GROUPS=/aws/lambda/orders,aws/spans\n");
}

TEST_F(DiscoverTest, AGlobNarrowsItDown) {
  EXPECT_THAT(lines("orders*"), HasSubstr("ITK_LAMBDA_FUNCTION_NAME=orders\n"));
  EXPECT_THAT(lines("orders*"), HasSubstr("ITK_LOG_GROUPS=/aws/lambda/orders\n"));
  EXPECT_EQ(lines("nothing*"), "");
  EXPECT_THAT(account_.asked.at(0), HasSubstr(R"("QueueNamePrefix":"orders")"));
}

TEST_F(DiscoverTest, WhatIsSetAnywhereStays) {
  EXPECT_EQ(lines("", {{"ITK_SQS_QUEUE_URL", "https://mine/1/q"},
                       {"ITK_LAMBDA_FUNCTION_NAME", "f"},
                       {"ITK_BEDROCK_AGENT_ALIAS_ID", "MINEMINE01"},
                       {"ITK_LOG_GROUPS", "/mine"}}),
            "ITK_BEDROCK_AGENT_ID=ABCDEFGHIJ\n");
}

TEST_F(DiscoverTest, WhatMayNotBeListedIsLeftOutAndSaid) {
  account_.deny("ListQueues", "sqs:ListQueues");
  EXPECT_EQ(lines("").find("ITK_SQS"), std::string::npos);
  EXPECT_THAT(account_.logged, HasSubstr("queues cannot be listed: sqs: AccessDenied"));
}

TEST_F(DiscoverTest, WhereNothingMayBeListedThatIsTheError) {
  FakeAccount empty;
  AwsAccess aws = empty.access();
  EXPECT_EQ(discover(aws, "", empty.log).error().exit, ExitCode::Refused);
}

}  // namespace
}  // namespace itk::invoke
