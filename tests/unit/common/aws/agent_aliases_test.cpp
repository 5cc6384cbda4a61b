#include "common/aws/agent_aliases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_client.h"

namespace itk::aws {
namespace {

using test::FakeClient;
using ::testing::HasSubstr;

std::string alias(const std::string& id, const std::string& version, const std::string& more = "") {
  return R"({"agentAliasId":")" + id + R"(","agentAliasName":"n","agentAliasStatus":"PREPARED",)" +
         R"("routingConfiguration":[{"agentVersion":")" + version + "\"}]" + more + "}";
}
std::string page(const std::string& aliases, const std::string& more = "") {
  return R"({"agentAliasSummaries":[)" + aliases + "]" + more + "}";
}

TEST(ResolveAgentVersion, TheDraftNeedsNoCall) {
  FakeClient fake(Service::BedrockAgent);
  EXPECT_EQ(resolve_agent_version(fake.client, "ABCDEFGHIJ", "draft"), "TSTALIASID");
  EXPECT_TRUE(fake.transport.requests.empty());
}

TEST(ResolveAgentVersion, TheLatestIsTheHighestNumberThatAnAliasLeadsTo) {
  FakeClient fake(Service::BedrockAgent);
  fake.transport.answer(200, page(alias("A2", "2") + "," + alias("TSTALIASID", "DRAFT"), R"(,"nextToken":"t\"1")"));
  fake.transport.answer(200, page(alias("A10", "10") + "," + alias("A9", "9") + "," +
                                  alias("A11", "11", R"(,"aliasInvocationState":"REJECT_INVOCATIONS")")));
  EXPECT_EQ(resolve_agent_version(fake.client, "ABCDEFGHIJ", "latest"), "A10");
  EXPECT_EQ(fake.transport.requests.at(0).method, "POST");
  EXPECT_EQ(fake.transport.requests.at(0).url, "https://service.test/agents/ABCDEFGHIJ/agentaliases/");
  EXPECT_EQ(fake.transport.requests.at(0).body, "{}");
  EXPECT_EQ(fake.transport.requests.at(1).body, R"({"nextToken":"t\"1"})");
}

TEST(ResolveAgentVersion, ANumberIsTheAliasThatLeadsToIt) {
  FakeClient fake(Service::BedrockAgent);
  fake.transport.answer(200, page(alias("A2", "2") + "," + alias("A3", "3")));
  EXPECT_EQ(resolve_agent_version(fake.client, "ABCDEFGHIJ", "3"), "A3");
}

TEST(ResolveAgentVersion, WithoutAnAliasItSaysWhichThereAre) {
  FakeClient fake(Service::BedrockAgent);
  fake.transport.answer(200, page(alias("A2", "2")));
  fake.transport.answer(200, page(""));
  const auto seven = resolve_agent_version(fake.client, "ABCDEFGHIJ", "7");
  ASSERT_FALSE(seven);
  EXPECT_EQ(seven.error().exit, ExitCode::Usage);
  EXPECT_THAT(seven.error().message, HasSubstr("leads to version 7; there are A2 (PREPARED, version 2)"));
  EXPECT_THAT(resolve_agent_version(fake.client, "ABCDEFGHIJ", "latest").error().message,
              HasSubstr("leads to a numbered version; there is no alias at all"));
}

TEST(ResolveAgentVersion, AnAnswerThatCannotBeReadIsSaidToBe) {
  for (const char* body : {"", "[]", "{}", R"({"agentAliasSummaries":1})", R"({"agentAliasSummaries":[1]})"}) {
    FakeClient fake(Service::BedrockAgent);
    fake.transport.answer(200, body);
    EXPECT_FALSE(resolve_agent_version(fake.client, "ABCDEFGHIJ", "latest")) << body;
  }
}

}  // namespace
}  // namespace itk::aws
