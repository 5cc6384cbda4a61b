#include "common/preflight/facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "common/preflight/preflight.h"
#include "tests/support/fake_client.h"

namespace itk::preflight {
namespace {

using test::FakeClient;
using ::testing::HasSubstr;

constexpr char k_identity[] =
    "<R><Arn>arn:aws:iam::123456789012:user/u</Arn><UserId>A</UserId><Account>123456789012</Account></R>";
constexpr char k_denied[] =
    R"({"__type":"AccessDeniedException","message":"User: u is not authorized to perform: sqs:GetQueueAttributes on q"})";

class FactsTest : public ::testing::Test {
 protected:
  FakeClient& fake(aws::Service service) {
    auto& made = fakes_[service];
    if (!made) {
      made = std::make_unique<FakeClient>(service, 0, aws::RetrySettings{.max_attempts = 1});
    }
    return *made;
  }
  ClientFor client_for() {
    return [this](aws::Service service, const std::string&) -> Result<aws::Client*> { return &fake(service).client; };
  }
  void identify() {
    fake(aws::Service::Sts).transport.answer(200, k_identity);
    fake(aws::Service::Iam).transport.answer(200, "<R><AccountAliases><member>acme-dev</member></AccountAliases></R>");
  }

  std::map<aws::Service, std::unique_ptr<FakeClient>> fakes_;
};

TEST_F(FactsTest, SaysWhoCallsAndWhatTheAccountIsCalled) {
  identify();
  const auto facts = gather_facts({}, client_for());
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->caller.account, "123456789012");
  EXPECT_THAT(facts->account_aliases, ::testing::ElementsAre("acme-dev"));
}

TEST_F(FactsTest, AnAliasThatMayNotBeSeenStopsNothing) {
  fake(aws::Service::Sts).transport.answer(200, k_identity);
  fake(aws::Service::Iam).transport.answer(403, "<E><Error><Code>AccessDenied</Code><Message>no</Message></Error></E>");
  const auto facts = gather_facts({}, client_for());
  ASSERT_TRUE(facts);
  EXPECT_TRUE(facts->alias_error);
}

TEST_F(FactsTest, WithoutAnIdentityThereAreNoFacts) {
  fake(aws::Service::Sts).transport.fail("connect_failed");
  EXPECT_EQ(gather_facts({}, client_for()).error().exit, ExitCode::Unreachable);
}

TEST_F(FactsTest, EachTargetIsAskedForOnce) {
  identify();
  fake(aws::Service::Sqs).transport.answer(200, R"({"Attributes":{"QueueArn":"a"}})");
  const Target queue{Kind::Queue, "https://q/1/q", "q", "", "", "", "", "https://q/1/q"};
  const auto facts = gather_facts({queue, queue}, client_for());
  ASSERT_EQ(facts->targets.size(), 1U);
  EXPECT_EQ(facts->targets[0].queue.at("QueueArn"), "a");
  EXPECT_EQ(facts->targets[0].region, "us-east-1");
}

TEST_F(FactsTest, AVersionOfAnAgentLeadsToItsAlias) {
  identify();
  auto& agents = fake(aws::Service::BedrockAgent).transport;
  agents.answer(200, R"({"agent":{"agentId":"ABCDEFGHIJ","agentName":"gate","agentStatus":"PREPARED"}})");
  agents.answer(200, R"({"agentAliasSummaries":[{"agentAliasId":"A3","agentAliasStatus":"PREPARED",)"
                     R"("routingConfiguration":[{"agentVersion":"3"}]}]})");
  agents.answer(200, R"({"agentAlias":{"agentAliasId":"A3","agentAliasName":"live","agentAliasStatus":"PREPARED"}})");
  Target agent{Kind::Agent, "ABCDEFGHIJ/version latest", "ABCDEFGHIJ"};
  agent.version = "latest";
  const auto facts = gather_facts({agent}, client_for());
  ASSERT_FALSE(facts->targets[0].error);
  EXPECT_THAT(facts->targets[0].also_is, ::testing::ElementsAre("gate", "live"));
}

TEST_F(FactsTest, AMissingPermissionIsNamedAsIamNamesIt) {
  identify();
  fake(aws::Service::Sqs).transport.answer(403, k_denied);
  const Target queue{Kind::Queue, "https://q/1/q", "q", "", "", "", "", "https://q/1/q"};
  const auto facts = gather_facts({queue}, client_for());
  const TargetFact& fact = facts->targets.at(0);
  EXPECT_EQ(missing_permission(*fact.error, "x:Y"), "sqs:GetQueueAttributes");
  EXPECT_EQ(missing_permission(Error{ErrorClass::Auth, ExitCode::Refused, "AccessDenied", "no", {}, {}}, "x:Y"), "x:Y");
  EXPECT_FALSE(missing_permission(usage_error("QueueDoesNotExist", "no"), "x:Y"));
}

TEST_F(FactsTest, ASystemOutsideAwsNeedsNoAccount) {
  const auto refused = check({other_target("https://agents.prod.example.com/v1")}, {}, {}, client_for());
  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_THAT(refused->refusal().message, HasSubstr("say --allow-production agents.prod.example.com if you mean it"));
  Policy policy;
  policy.confirmed_account = "agents.prod.example.com";
  EXPECT_FALSE(check({other_target("https://agents.prod.example.com/v1")}, policy, {}, client_for())->is_refused());
  policy.confirmed_account = "other.example.com";
  EXPECT_TRUE(check({other_target("https://agents.prod.example.com/v1")}, policy, {}, client_for())->is_refused());
  EXPECT_FALSE(check({other_target("https://agents.example.com/prod")}, {}, {}, client_for())->is_refused());
}

TEST(Targets, AnArnTellsRegionAndAccount) {
  const Target group = log_group_target("arn:aws:logs:eu-west-1:999999999999:log-group:/a/b:*", "here");
  EXPECT_EQ(group.name, "/a/b");
  EXPECT_EQ(group.region, "eu-west-1");
  EXPECT_EQ(group.account, "999999999999");
  const Target runtime = other_target("arn:aws:bedrock-agentcore:eu-west-1:999999999999:runtime/x-1");
  EXPECT_EQ(runtime.name, "runtime/x-1");
  EXPECT_TRUE(is_in_aws(runtime));
  EXPECT_FALSE(is_in_aws(other_target("./run.sh")));
}

TEST_F(FactsTest, TheWholeCheckPutsThemTogether) {
  identify();
  const auto outcome = check({}, {}, {.cases = 3, .cases_with_problems = 1}, client_for());
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->is_refused());
  EXPECT_THAT(outcome->refusal().message, HasSubstr("cases-valid: 1 of 3 cases"));
}

TEST_F(FactsTest, ReadingConfirmedProductionForcesRedaction) {
  identify();
  Policy policy;
  policy.purpose = Purpose::Read;
  policy.confirmed_account = "123456789012";
  Target group{Kind::LogGroup, "/aws/lambda/orders-prod", "/aws/lambda/orders-prod"};
  const auto outcome = check({group}, policy, {}, client_for());
  EXPECT_FALSE(outcome->is_refused());
  EXPECT_TRUE(outcome->forces_redaction);
}

}  // namespace
}  // namespace itk::preflight
