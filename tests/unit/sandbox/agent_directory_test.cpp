// The look-ups of Bedrock agents over HTTP.
#include <gtest/gtest.h>

#include "common/base/clock.h"
#include "tests/unit/sandbox/client.h"

namespace itk::sandbox::test {
namespace {

class AgentDirectoryTest : public testing::Test {
 protected:
  void start(bool demo) {
    SandboxOptions options;
    options.workers = 1;
    options.demo = demo;
    auto started = Sandbox::start(options, system_clock());
    ASSERT_TRUE(started);
    sandbox = *std::move(started);
    client = std::make_unique<Client>(sandbox->endpoint());
  }
  void SetUp() override { start(true); }

  void expect_fault(const Answer& answer, int status, const std::string& type) {
    EXPECT_EQ(answer.status, status) << answer.body;
    EXPECT_EQ(answer.header("x-amzn-errortype"), type);
  }

  std::unique_ptr<Sandbox> sandbox;
  std::unique_ptr<Client> client;
};

TEST_F(AgentDirectoryTest, AgentsAreListedPageByPage) {
  const Answer first = client->bedrock("POST", "agents/", R"({"maxResults":1})");
  ASSERT_EQ(first.document["agentSummaries"].size(), 1U) << first.body;
  EXPECT_EQ(first.document["agentSummaries"][0]["agentName"].asString(), "itk-demo-gatekeeper");
  EXPECT_EQ(first.document["agentSummaries"][0]["agentStatus"].asString(), "PREPARED");
  const std::string token = first.document["nextToken"].asString();
  const Answer second = client->bedrock("POST", "agents/", R"({"maxResults":1,"nextToken":")" + token + "\"}");
  EXPECT_EQ(second.document["agentSummaries"][0]["agentName"].asString(), "itk-demo-supervisor");
  EXPECT_FALSE(second.document.isMember("nextToken"));
}

TEST_F(AgentDirectoryTest, AgentAliasesAndVersionsAreDescribed) {
  EXPECT_EQ(client->bedrock("GET", "agents/GK7PZQ4T1W/", "").document["agent"]["agentArn"].asString(),
            "arn:aws:bedrock:us-east-1:123456789012:agent/GK7PZQ4T1W");
  const Answer aliases = client->bedrock("POST", "agents/GK7PZQ4T1W/agentaliases/", "{}");
  ASSERT_EQ(aliases.document["agentAliasSummaries"].size(), 2U);
  const Answer live = client->bedrock("GET", "agents/GK7PZQ4T1W/agentaliases/GKLV2A7X9C/", "");
  EXPECT_EQ(live.document["agentAlias"]["routingConfiguration"][0]["agentVersion"].asString(), "2");
  EXPECT_EQ(live.document["agentAlias"]["aliasInvocationState"].asString(), "ACCEPT_INVOCATIONS");
  const Answer versions = client->bedrock("POST", "agents/GK7PZQ4T1W/agentversions/", "{}");
  EXPECT_EQ(versions.document["agentVersionSummaries"].size(), 3U);
}

TEST_F(AgentDirectoryTest, UnknownAgentsAndAliasesAreNotFound) {
  expect_fault(client->bedrock("GET", "agents/AAAAAAAAAA/", ""), 404, "ResourceNotFoundException");
  expect_fault(client->bedrock("POST", "agents/AAAAAAAAAA/agentaliases/", "{}"), 404, "ResourceNotFoundException");
  expect_fault(client->bedrock("GET", "agents/GK7PZQ4T1W/agentaliases/AAAAAAAAAA/", ""), 404,
               "ResourceNotFoundException");
}

TEST_F(AgentDirectoryTest, BadParametersAreRefused) {
  expect_fault(client->bedrock("POST", "agents/", R"({"maxResults":0})"), 400, "ValidationException");
  expect_fault(client->bedrock("POST", "agents/", R"({"nextToken":"?"})"), 400, "ValidationException");
  expect_fault(client->bedrock("POST", "agents/", "["), 400, "ValidationException");
}

TEST_F(AgentDirectoryTest, OtherOperationsAreRefusedByName) {
  expect_fault(client->bedrock("POST", "agents/inline-session-1", "{}"), 404, "UnknownOperationException");
}

TEST_F(AgentDirectoryTest, EmptyAccountHasNoAgentsAndNoFunctions) {
  start(false);
  EXPECT_EQ(client->bedrock("POST", "agents/", "{}").document["agentSummaries"].size(), 0U);
  expect_fault(client->lambda("itk-demo-orchestrator", "{}"), 404, "ResourceNotFoundException");
}

TEST_F(AgentDirectoryTest, ReadyFileNamesFunctionAgentAndAlias) {
  const std::string environment = sandbox->environment();
  for (const char* line : {"ITK_LAMBDA_FUNCTION_NAME=itk-demo-orchestrator\n", "ITK_BEDROCK_AGENT_ID=GK7PZQ4T1W\n",
                           "ITK_BEDROCK_AGENT_ALIAS_ID=TSTALIASID\n"}) {
    EXPECT_NE(environment.find(line), std::string::npos) << environment;
  }
}

}  // namespace
}  // namespace itk::sandbox::test
