// Conversations with a Bedrock agent: turns, and what the agent asks back.
#include <gmock/gmock.h>

#include "common/base/text.h"
#include "tests/support/event_stream_writer.h"
#include "tests/unit/itk-invoke/invoke_scene.h"

namespace itk::invoke {
namespace {

using test::event_frame;
using test::text_header;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Strings = std::vector<std::string>;

std::string event(std::string_view type, std::string_view payload) {
  return event_frame(text_header(":event-type", type) + text_header(":message-type", "event"), payload);
}
std::string chunk(std::string_view text) { return event("chunk", R"({"bytes":")" + base64_encode(text) + "\"}"); }

std::string asks(const std::string& inputs) {
  return event("returnControl", R"({"invocationId":"i-1","invocationInputs":[)" + inputs + "]}");
}
std::string function_input(const std::string& name, const std::string& type = "RESULT") {
  return R"({"functionInvocationInput":{"actionGroup":"orders","agentId":"AG","actionInvocationType":")" + type +
         R"(","function":")" + name + "\"}}";
}
std::string api_input() {
  return R"({"apiInvocationInput":{"actionGroup":"orders","apiPath":"/orders/{id}","httpMethod":"GET"}})";
}

class AgentConversationTest : public InvokeTest {
 protected:
  // `rest` is YAML at the top of the case.
  void write_case(const std::string& rest, const std::string& payload = "{inputText: hi}") {
    write("cases/a.yaml", "id: a\nentrypoint:\n  type: bedrock_invoke_agent\n  target: {agent_id: ABCDEFGHIJ, "
                          "agent_alias_id: KLMNOPQRST}\n" +
                              (payload.empty() ? "" : "  payload: " + payload + "\n") + rest);
  }

  std::string problem_of(const std::string& rest, const std::string& payload = "{inputText: hi}") {
    text_.clear(), lines_.clear(), log_.clear();
    write_case(rest, payload);
    EXPECT_EQ(run(), ExitCode::Usage) << rest;
    const std::vector<model::ErrorRecord> errors = records<model::ErrorRecord>();
    return errors.size() == 1 ? errors[0].message.substr(errors[0].message.find("a.yaml")) : log_;
  }

  const std::string& body(std::size_t index) { return transport_.requests.at(index).body; }
};

TEST_F(AgentConversationTest, TurnsShareASessionAndHaveANonceEach) {
  write_case("turns:\n  - Where is 4711?\n  - {inputText: \"And 4712?\", sessionAttributes: {mood: bad}}\n",
             "{sessionAttributes: {user: u1}}");
  transport_.answer(200, event("trace", "{}") + chunk("one"));
  transport_.answer(200, event("trace", "{}") + chunk("two"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  const std::vector<model::Invocation> turns = records<model::Invocation>();
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_EQ(turns[0].inv, turns[1].inv);
  EXPECT_EQ(turns[1].turn, 2);
  EXPECT_NE(turns[0].nonce, turns[1].nonce);
  for (std::size_t i : {0u, 1u}) {
    EXPECT_THAT(transport_.requests.at(i).url, HasSubstr("/sessions/" + turns[0].inv + "/text"));
    EXPECT_THAT(body(i), HasSubstr(turns[i].nonce));
    EXPECT_THAT(body(i), HasSubstr(R"("user":"u1")"));
  }
  EXPECT_THAT(body(0), HasSubstr(R"("inputText":"Where is 4711?")"));
  EXPECT_THAT(body(0), Not(HasSubstr("mood")));
  EXPECT_THAT(body(1), HasSubstr(R"("inputText":"And 4712?")"));
  EXPECT_THAT(body(1), HasSubstr(R"("mood":"bad")"));
  EXPECT_EQ(turns[1].request.text, R"({"sessionAttributes":{"user":"u1","mood":"bad"},"inputText":"And 4712?"})");
  const std::vector<model::Event> events = records<model::Event>();
  EXPECT_NE(events.at(0).id, events.at(1).id);
  EXPECT_EQ(records<model::Answer>().at(1).turn, 2);
}

TEST_F(AgentConversationTest, FilesAndHistoryOfThePayloadAreForTheFirstTurn) {
  write_case(
      "turns: [one, two]\n",
      "{sessionState: {files: [{name: a}], conversationHistory: {messages: []}, knowledgeBaseConfigurations: [1]}}");
  transport_.answer(200, chunk("1"));
  transport_.answer(200, chunk("2"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(body(0), HasSubstr(R"("knowledgeBaseConfigurations":[1],"files":[{"name":"a"}],)"
                                 R"("conversationHistory":{"messages":[]})"));
  EXPECT_THAT(body(1), Not(HasSubstr("files")));
  EXPECT_THAT(body(1), Not(HasSubstr("conversationHistory")));
  EXPECT_THAT(body(1), HasSubstr(R"("knowledgeBaseConfigurations":[1])"));
}

TEST_F(AgentConversationTest, TheLastTurnMayEndTheSessionWithoutAText) {
  write_case("turns: [one, {endSession: true}]\n", "");
  transport_.answer(200, chunk("1"));
  transport_.answer(200, chunk("ended"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(body(0), Not(HasSubstr("endSession")));
  EXPECT_THAT(body(1), HasSubstr(R"({"enableTrace":true,"endSession":true)"));
  EXPECT_THAT(body(1), Not(HasSubstr("inputText")));
}

TEST_F(AgentConversationTest, ATurnThatFailsIsTheLast) {
  write_case("turns: [one, two]\n", "");
  transport_.answer(400, R"({"message":"no"})", {{"x-amzn-errortype", "ValidationException"}});
  EXPECT_EQ(run(), ExitCode::Usage);
  EXPECT_EQ(transport_.requests.size(), 1u);
}

TEST_F(AgentConversationTest, AFunctionThatIsHandedBackIsAnswered) {
  write_case("respond: {action_group: orders, function: get, json: {status: \"${itk.iteration}\"}}\n");
  transport_.answer(200, asks(function_input("get")));
  transport_.answer(200, chunk("shipped"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(transport_.requests.at(0).url, transport_.requests.at(1).url);
  EXPECT_THAT(body(1), Not(HasSubstr("inputText")));
  EXPECT_THAT(body(1),
              HasSubstr(R"("invocationId":"i-1","returnControlInvocationResults":[{"functionResult":{"actionGroup":)"
                        R"("orders","agentId":"AG","function":"get","responseBody":{"TEXT":{"body":)"
                        R"("{\"status\":\"1\"}"}}}}])"));
  const model::Answer answer = records<model::Answer>().at(0);
  EXPECT_THAT(answer.response.text, HasSubstr(R"("completion":"shipped")"));
  EXPECT_THAT(answer.response.text, Not(HasSubstr("returnControl")));
  EXPECT_EQ(answer.attempts, 2);
  Strings ids, operations;
  for (const model::Event& each : records<model::Event>()) {
    ids.push_back(each.id);
    operations.push_back(each.operation);
  }
  EXPECT_THAT(operations, ElementsAre("returnControl", "returnControlInvocationResults"));
  EXPECT_NE(ids.at(0), ids.at(1));
}

TEST_F(AgentConversationTest, WhatTheAgentSaidBeforeItAskedIsKept) {
  write_case(
      "respond: {text: found}\n",
      "{inputText: hi, sessionState: {files: [1], knowledgeBaseConfigurations: [2]}, sessionAttributes: {a: b}}");
  transport_.answer(200, chunk("one moment") + asks(function_input("get")));
  transport_.answer(200, chunk("done"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Event>().at(1).payload.text, "\"one moment\"");
  EXPECT_THAT(body(1), HasSubstr(R"("knowledgeBaseConfigurations":[2])"));
  EXPECT_THAT(body(1), HasSubstr(R"("a":"b")"));
  EXPECT_THAT(body(1), Not(HasSubstr("files")));
}

TEST_F(AgentConversationTest, AnApiIsAnsweredWithStatusAndContentType) {
  write_case("respond:\n  - {api_path: \"/orders/{id}\", method: get, status: 404, text: none}\n");
  transport_.answer(200, asks(api_input()));
  transport_.answer(200, chunk("x"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(body(1), HasSubstr(R"([{"apiResult":{"actionGroup":"orders","apiPath":"/orders/{id}","httpMethod":"GET",)"
                                 R"("httpStatusCode":404,"responseBody":{"text/plain":{"body":"none"}}}}])"));
}

TEST_F(AgentConversationTest, ApprovalsAreGivenAndDenied) {
  write_case("respond: [{function: cancel, confirm: false}, {function: pay, confirm: true, text: paid}]\n");
  transport_.answer(200, asks(function_input("cancel", "USER_CONFIRMATION")));
  transport_.answer(200, asks(function_input("pay", "USER_CONFIRMATION_AND_RESULT")));
  transport_.answer(200, chunk("x"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(body(1), HasSubstr(R"("function":"cancel","confirmationState":"DENY"}}])"));
  EXPECT_THAT(body(2), HasSubstr(R"("function":"pay","confirmationState":"CONFIRM","responseBody":{"TEXT":)"));
}

TEST_F(AgentConversationTest, SeveralAnswersToOneQuestionAreGivenInTheirOrder) {
  write_case(
      "respond:\n  - {function: get, response_state: REPROMPT, text: \"which?\"}\n  - {function: get, text: found}\n");
  for (int i = 0; i < 3; ++i) {
    transport_.answer(200, asks(function_input("get")));
  }
  transport_.answer(200, chunk("x"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(body(1), HasSubstr(R"("responseState":"REPROMPT","responseBody":{"TEXT":{"body":"which?"}})"));
  EXPECT_THAT(body(2), HasSubstr(R"("body":"found")"));
  EXPECT_THAT(body(3), HasSubstr(R"("body":"found")"));
}

TEST_F(AgentConversationTest, AllQuestionsOfOneReturnAreAnsweredTogetherOrNone) {
  write_case("respond: {function: get, text: found}\n");
  transport_.answer(200, asks(function_input("get") + "," + function_input("get")));
  transport_.answer(200, asks(function_input("get") + "," + function_input("other")));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(body(1), HasSubstr(R"(},{"functionResult")"));
  EXPECT_EQ(transport_.requests.size(), 2u);
  EXPECT_THAT(records<model::Answer>().at(0).response.text, HasSubstr(R"("returnControl":[{"invocationId":"i-1")"));
}

TEST_F(AgentConversationTest, WhatNobodyAskedForIsAWarning) {
  write_case("respond:\n  - {function: get, text: found}\n");
  transport_.answer(200, chunk("x"));
  EXPECT_EQ(run(), ExitCode::Ok);
  EXPECT_THAT(log_, HasSubstr("a.yaml:7:5: the agent did not ask for this answer of \"respond\" (get)"));
}

TEST_F(AgentConversationTest, AnAgentThatAsksForEverIsStopped) {
  write_case("respond: {text: again}\n");
  for (int i = 0; i < 20; ++i) {
    transport_.answer(200, asks(function_input("get")));
  }
  EXPECT_EQ(run(), ExitCode::Failed);
  EXPECT_EQ(transport_.requests.size(), 11u);
  EXPECT_EQ(records<model::Answer>().at(0).error->code, "return_control_loop");
}

TEST_F(AgentConversationTest, AFailureOfALaterCallKeepsWhatCameBefore) {
  write_case("respond: {text: found}\n");
  transport_.answer(200, event("trace", "{}") + asks(function_input("get")));
  transport_.answer(400, R"({"message":"no"})", {{"x-amzn-errortype", "ValidationException"}});
  EXPECT_EQ(run(), ExitCode::Usage);
  const model::Answer answer = records<model::Answer>().at(0);
  EXPECT_EQ(answer.error->code, "ValidationException");
  EXPECT_THAT(answer.response.text, HasSubstr(R"("returnControl":[)"));
  EXPECT_EQ(answer.attempts, 2);
  EXPECT_EQ(records<model::Event>().size(), 3u);
}

TEST_F(AgentConversationTest, ATurnHasItsOwnAnswersBeforeTheCases) {
  write_case("turns: [{inputText: one, respond: {text: mine}}, two]\nrespond: {text: shared}\n", "");
  for (int i = 0; i < 2; ++i) {
    transport_.answer(200, asks(function_input("get")));
    transport_.answer(200, chunk("x"));
  }
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(body(1), HasSubstr(R"("body":"mine")"));
  EXPECT_THAT(body(3), HasSubstr(R"("body":"shared")"));
}

TEST_F(AgentConversationTest, DeliveredTwiceTheEventsHaveIdsOfTheirOwn) {
  write_case("deliver: twice\n");
  transport_.answer(200, event("trace", "{}") + chunk("1"));
  transport_.answer(200, event("trace", "{}") + chunk("2"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  const std::vector<model::Event> events = records<model::Event>();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_NE(events[0].id, events[1].id);
}

TEST_F(AgentConversationTest, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_THAT(problem_of("respond: {function: get}\n"),
              HasSubstr("a.yaml:6:10: an entry of \"respond\" answers nothing"));
  EXPECT_THAT(problem_of("respond: {text: a, json: 1}\n"), HasSubstr("has one of json, text and body"));
  EXPECT_THAT(problem_of("respond: {text: a, functoin: f}\n"), HasSubstr("did you mean \"function\"?"));
  EXPECT_THAT(problem_of("respond: {text: a, response_state: FAILED}\n"), HasSubstr("there is no response state"));
  EXPECT_THAT(problem_of("respond: {text: a, status: 99}\n"), HasSubstr("an HTTP status"));
  EXPECT_THAT(problem_of("respond: {confirm: maybe}\n"), HasSubstr("\"confirm\" must be true or false"));
  EXPECT_THAT(problem_of("turns: [one]\n"), HasSubstr("a.yaml:5:13: \"inputText\" is said by each of the turns"));
  EXPECT_THAT(problem_of("turns: [one]\n", "{endSession: true}"), HasSubstr("add a last turn {endSession: true}"));
  EXPECT_THAT(problem_of("turns: [one, {sessionId: s-1, inputText: x}]\n", ""),
              HasSubstr("all turns share one session"));
  EXPECT_THAT(problem_of("turns: [one]\n", "{sessionId: \"${itk.nonce}\"}"), HasSubstr("use ${itk.inv}"));
  EXPECT_THAT(problem_of("turns: [{inputText: a, wrong: b}]\n", ""), HasSubstr("does not send \"wrong\""));
  EXPECT_TRUE(transport_.requests.empty());
}

}  // namespace
}  // namespace itk::invoke
