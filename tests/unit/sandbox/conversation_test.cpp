// InvokeAgent over several calls: what the agent remembers, what it asks its caller, and the files that it writes.
#include <fmt/format.h>

#include "tests/unit/sandbox/agent_stream.h"
#include "tests/unit/sandbox/fixture.h"

namespace itk::sandbox::test {
namespace {

class ConversationTest : public SandboxTest {
 protected:
  void SetUp() override { start(); }

  AgentStream invoke(const std::string& session, const std::string& body) const {
    return read_agent_stream(client->bedrock(
        "POST", fmt::format("agents/GK7PZQ4T1W/agentAliases/TSTALIASID/sessions/{}/text", session), body));
  }
  AgentStream ask(const std::string& session, const std::string& text, const std::string& more = "") const {
    return invoke(session, fmt::format(R"({{"inputText":"{}"{}}})", text, more));
  }
  AgentStream begin(const std::string& scenario) const {
    return ask(
        "s-1", "Where is order 77?",
        fmt::format(R"(,"enableTrace":true,"sessionState":{{"sessionAttributes":{{"scenario":"{}"}}}})", scenario));
  }
  AgentStream go_on(const Json::Value& question, const std::string& result) const {
    return invoke("s-1",
                  fmt::format(R"({{"sessionState":{{"invocationId":"{}","returnControlInvocationResults":[{}]}}}})",
                              question["invocationId"].asString(), result));
  }
};

TEST_F(ConversationTest, SecondTurnIsAboutTheOrderOfTheFirst) {
  EXPECT_EQ(ask("s-1", "Where is order 77?").completion(), "Order 77 has shipped and arrives in two days.");
  EXPECT_EQ(ask("s-1", "And when does it arrive?").completion(), "Order 77 has shipped and arrives in two days.");
  EXPECT_EQ(ask("s-2", "And when does it arrive?").completion(), "Order 4711 has shipped and arrives in two days.");
}

TEST_F(ConversationTest, EndedSessionIsForgotten) {
  ask("s-1", "Where is order 77?");
  invoke("s-1", R"({"endSession":true})");
  EXPECT_EQ(ask("s-1", "And when?").completion(), "Order 4711 has shipped and arrives in two days.");
}

TEST_F(ConversationTest, MemoryOutlivesTheSession) {
  ask("s-1", "Where is order 77?", R"(,"memoryId":"ada")");
  const AgentStream later = ask("s-2", "And when?", R"(,"memoryId":"ada")");
  EXPECT_EQ(later.completion(), "Order 77 has shipped and arrives in two days.");
  EXPECT_EQ(later.answer.header("x-amz-bedrock-agent-memory-id"), "ada");
}

TEST_F(ConversationTest, AttributesReachTheFunctionAndThePrompt) {
  const AgentStream stream = ask("s-1", "Where is order 77?",
                                 R"(,"enableTrace":true,"sessionState":{"sessionAttributes":{"ITK_TRACE_ID":)"
                                 R"("itk-0123456789abcdef"},"promptSessionAttributes":{"language":"English"}})");
  EXPECT_EQ(logged("/aws/lambda/itk-demo-action-group", "itk-0123456789abcdef").size(), 2U);
  EXPECT_NE(stream.answer.body.find("language"), std::string::npos);
  // Session attributes last, prompt attributes do not.
  ask("s-1", "And when?");
  EXPECT_EQ(logged("/aws/lambda/itk-demo-action-group", "itk-0123456789abcdef").size(), 4U);
  EXPECT_EQ(logged("/aws/lambda/itk-demo-action-group", "English").size(), 2U);
}

TEST_F(ConversationTest, AgentAsksItsCallerForAFunction) {
  const AgentStream asked = begin("return_control");
  ASSERT_EQ(asked.last(), "returnControl");
  const Json::Value& question = asked.events.back().payload;
  const Json::Value& input = question["invocationInputs"][0]["functionInvocationInput"];
  EXPECT_EQ(input["function"].asString(), "get_order_status");
  EXPECT_EQ(input["actionInvocationType"].asString(), "RESULT");
  EXPECT_EQ(input["parameters"][0]["value"].asString(), "77");
  const AgentStream answered =
      go_on(question, R"({"functionResult":{"actionGroup":"orders","function":"get_order_status",)"
                      R"("responseBody":{"TEXT":{"body":"lost"}}}})");
  EXPECT_EQ(answered.completion(), "I asked about order 77 and was told: lost");
}

TEST_F(ConversationTest, AgentAsksItsCallerForAnApi) {
  const Json::Value question = begin("return_control_api").events.back().payload;
  EXPECT_EQ(question["invocationInputs"][0]["apiInvocationInput"]["apiPath"].asString(), "/orders/{order_id}");
  const AgentStream answered =
      go_on(question, R"({"apiResult":{"actionGroup":"orders","apiPath":"/orders/{order_id}","httpMethod":"GET",)"
                      R"("responseBody":{"application/json":{"body":"{}"}}}})");
  EXPECT_EQ(answered.completion(), "I asked about order 77 and was told: {}");
}

TEST_F(ConversationTest, AgentAsksItsUserToConfirm) {
  for (const auto& [state, answer] :
       {std::pair{"CONFIRM", "Order 77 has been cancelled."}, std::pair{"DENY", "Order 77 stays as it is."}}) {
    const Json::Value question = begin("confirm").events.back().payload;
    EXPECT_EQ(question["invocationInputs"][0]["functionInvocationInput"]["actionInvocationType"].asString(),
              "USER_CONFIRMATION");
    EXPECT_EQ(go_on(question, fmt::format(R"({{"functionResult":{{"actionGroup":"orders","function":"cancel_order",)"
                                          R"("confirmationState":"{}"}}}})",
                                          state))
                  .completion(),
              answer);
  }
}

TEST_F(ConversationTest, ResultsThatNobodyAskedForAreRefused) {
  const std::string result =
      R"({"functionResult":{"actionGroup":"orders","function":"get_order_status","responseBody":{"TEXT":{"body":"x"}}}})";
  Json::Value stranger;
  stranger["invocationId"] = "none";
  EXPECT_EQ(go_on(stranger, result).answer.header("x-amzn-errortype"), "ValidationException");
  const Json::Value question = begin("return_control_api").events.back().payload;
  EXPECT_EQ(go_on(stranger, result).answer.status, 400);
  EXPECT_EQ(go_on(question, result).answer.status, 400);  // another kind than was asked for
}

TEST_F(ConversationTest, CallerWhoseFunctionFailedMakesTheTurnFail) {
  const Json::Value question = begin("return_control").events.back().payload;
  EXPECT_EQ(go_on(question, R"({"functionResult":{"actionGroup":"orders","function":"get_order_status",)"
                            R"("responseState":"FAILURE"}})")
                .answer.header("x-amzn-errortype"),
            "DependencyFailedException");
}

TEST_F(ConversationTest, FilesComeBehindTheCompletion) {
  const AgentStream stream = begin("files");
  ASSERT_EQ(stream.last(), "files");
  const Json::Value& file = stream.events.back().payload["files"][0];
  EXPECT_EQ(file["name"].asString(), "orders.csv");
  EXPECT_EQ(base64_decode(file["bytes"].asString()).value_or(""), "order_id,status,carrier\n77,shipped,DHL\n");
  EXPECT_NE(stream.answer.body.find("codeInterpreterInvocationOutput"), std::string::npos);
}

}  // namespace
}  // namespace itk::sandbox::test
