#include <gmock/gmock.h>

#include "common/base/text.h"
#include "tests/support/event_stream_writer.h"
#include "tests/unit/itk-invoke/invoke_scene.h"

namespace itk::invoke {
namespace {

using test::event_frame;
using test::text_header;
using ::testing::HasSubstr;
using ::testing::Not;
using Strings = std::vector<std::string>;

std::string event(std::string_view type, std::string_view payload) {
  return event_frame(text_header(":event-type", type) + text_header(":message-type", "event"), payload);
}
std::string chunk(std::string_view text) { return event("chunk", R"({"bytes":")" + base64_encode(text) + "\"}"); }

constexpr char k_target[] = "{agent_id: ABCDEFGHIJ, agent_alias_id: KLMNOPQRST, region: eu-west-1}";

class BedrockInvokeAgentTest : public InvokeTest {
 protected:
  void write_case(const std::string& target = k_target, const std::string& payload = "{inputText: hi}") {
    write("cases/a.yaml", "id: a\nentrypoint:\n  type: bedrock_invoke_agent\n  target: " + target +
                              "\n  payload: " + payload + "\ncollect: {log_groups: /g}\n");
  }

  std::string problem_of(const std::string& target, const std::string& payload = "{inputText: hi}") {
    text_.clear(), lines_.clear(), log_.clear();
    write_case(target, payload);
    EXPECT_EQ(run(), ExitCode::Usage) << target << payload;
    const std::vector<model::ErrorRecord> errors = records<model::ErrorRecord>();
    return errors.size() == 1 ? errors[0].message.substr(errors[0].message.find("a.yaml")) : log_;
  }
};

TEST_F(BedrockInvokeAgentTest, ThePromptIsTheCasesAndTheNonceStandsInTheSession) {
  write_case();
  transport_.answer(200, chunk("Hel") + chunk("lo \"you\""),
                    {{"x-amzn-requestid", "r-1"}, {"x-amzn-bedrock-agent-content-type", "text/plain"}});
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  const std::string nonce = records<model::Invocation>().at(0).nonce;
  const aws::HttpRequest& sent = transport_.requests.at(0);
  EXPECT_EQ(sent.url, "https://bedrock-agent-runtime.eu-west-1.amazonaws.com/agents/ABCDEFGHIJ/agentAliases/"
                      "KLMNOPQRST/sessions/" +
                          nonce + "/text");
  EXPECT_THAT(sent.body, HasSubstr(R"({"inputText":"hi","enableTrace":true,"sessionState":{"sessionAttributes":)"
                                   R"({"ITK_TRACE_ID":")" +
                                   nonce + R"(","traceparent":"00-)"));
  EXPECT_EQ(records<model::Invocation>().at(0).target, "ABCDEFGHIJ/KLMNOPQRST");
  EXPECT_EQ(records<model::Invocation>().at(0).request.text, R"({"inputText":"hi"})");
  const model::Answer answer = records<model::Answer>().at(0);
  EXPECT_EQ(answer.status, "ok");
  EXPECT_EQ(answer.request_id, "r-1");
  EXPECT_EQ(answer.ids, Strings{"session:" + nonce});
  EXPECT_EQ(answer.response.text,
            R"({"completion":"Hello \"you\"","contentType":"text/plain","sessionId":")" + nonce + "\"}");
}

TEST_F(BedrockInvokeAgentTest, SessionAndAttributesOfTheCaseAreSent) {
  write_case(k_target,
             "{inputText: hi, enableTrace: false, endSession: true, sessionId: mine, sessionState: {sessionAttributes: "
             "{user: 7}, promptSessionAttributes: {date: today}}}");
  transport_.answer(200, chunk("x"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  const aws::HttpRequest& sent = transport_.requests.at(0);
  EXPECT_THAT(sent.url, HasSubstr("/sessions/mine/text"));
  EXPECT_THAT(sent.body, HasSubstr(R"("enableTrace":false,"endSession":true)"));
  EXPECT_THAT(sent.body, HasSubstr(R"("user":"7"},"promptSessionAttributes":{"date":"today"})"));
  EXPECT_EQ(records<model::Answer>().at(0).ids, Strings{"session:mine"});
}

TEST_F(BedrockInvokeAgentTest, WhatAwsTakesBesideThatIsPassedThroughAsItStands) {
  write_case(
      k_target,
      "{inputText: hi, memoryId: m-1, streamingConfigurations: {streamFinalResponse: true}, sessionState: {files: "
      "[{name: a.csv, useCase: CODE_INTERPRETER}], knowledgeBaseConfigurations: [{knowledgeBaseId: KB12345678, "
      "score: 1.10}]}}");
  transport_.answer(200, chunk("x"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  const std::string& body = transport_.requests.at(0).body;
  EXPECT_THAT(body, HasSubstr(R"("memoryId":"m-1","streamingConfigurations":{"streamFinalResponse":true})"));
  EXPECT_THAT(body, HasSubstr(R"("files":[{"name":"a.csv","useCase":"CODE_INTERPRETER"}])"));
  EXPECT_THAT(body, HasSubstr(R"("knowledgeBaseConfigurations":[{"knowledgeBaseId":"KB12345678","score":1.10}])"));
}

TEST_F(BedrockInvokeAgentTest, LateValuesStandInTextAttributesAndSession) {
  write_case(
      k_target,
      "{inputText: \"run ${itk.iteration}\", sessionId: \"s-${itk.iteration}\", memoryId: \"m-${itk.iteration}\", "
      "sessionAttributes: {seed: \"${itk.iteration}\"}, promptSessionAttributes: {n: \"n${itk.iteration}\"}}");
  transport_.answer(200, chunk("x"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(transport_.requests.at(0).url, HasSubstr("/sessions/s-1/text"));
  const std::string& body = transport_.requests.at(0).body;
  EXPECT_THAT(body, HasSubstr(R"("inputText":"run 1")"));
  EXPECT_THAT(body, HasSubstr(R"("memoryId":"m-1")"));
  EXPECT_THAT(body, HasSubstr(R"("seed":"1")"));
  EXPECT_THAT(body, HasSubstr(R"("promptSessionAttributes":{"n":"n1"})"));
  EXPECT_THAT(records<model::Invocation>().at(0).request.text, HasSubstr(R"("inputText":"run 1")"));
}

TEST_F(BedrockInvokeAgentTest, ASessionThatAWSWouldRefuseIsNotSent) {
  write_case(k_target, "{inputText: hi, sessionId: \"${itk.now}/x\"}");
  EXPECT_EQ(run(), ExitCode::Usage);
  EXPECT_TRUE(transport_.requests.empty());
  EXPECT_THAT(records<model::Answer>().at(0).error->message, HasSubstr("/x; it must be 2 to 100"));
}

TEST_F(BedrockInvokeAgentTest, WithNonceOffNothingOfOursIsSent) {
  write("cases/a.yaml", std::string("id: a\nnonce: off\nentrypoint:\n  type: bedrock_invoke_agent\n  target: ") +
                            k_target + "\n  payload: {inputText: hi}\n");
  transport_.answer(200, chunk("x"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  const aws::HttpRequest& sent = transport_.requests.at(0);
  EXPECT_EQ(sent.body, R"({"inputText":"hi","enableTrace":true})");
  EXPECT_FALSE(aws::find_header(sent.headers, "X-Amzn-Trace-Id"));
  EXPECT_THAT(sent.url, HasSubstr("/sessions/" + records<model::Invocation>().at(0).inv + "/text"));
}

TEST_F(BedrockInvokeAgentTest, TheTraceLeavesAsEventsBeforeTheAnswer) {
  const std::string trace = R"({"agentId":"ABCDEFGHIJ","trace":{"orchestrationTrace":{"rationale":{"text":"why"}}}})";
  write_case();
  transport_.answer(200, event("trace", trace) + event("files", R"({"files":[]})") +
                             event("returnControl", R"({"invocationId":"i"})") + chunk("x"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(types(), (Strings{"run", "invocation", "event", "event", "event", "answer", "end"}));
  const model::Invocation invocation = records<model::Invocation>().at(0);
  const model::Event first = records<model::Event>().at(0);
  EXPECT_EQ(first.inv, invocation.inv);
  EXPECT_EQ(first.source, "bedrock-agent");
  EXPECT_EQ(first.payload.text, trace);
  EXPECT_EQ(first.text, "why");
  EXPECT_EQ(first.ids, (Strings{"nonce:" + invocation.nonce, "session:" + invocation.nonce}));
  EXPECT_EQ(records<model::Event>().at(1).operation, "files");
  EXPECT_EQ(records<model::Event>().at(2).operation, "returnControl");
  EXPECT_THAT(records<model::Answer>().at(0).response.text,
              HasSubstr(R"("returnControl":[{"invocationId":"i"}],"files":[{"files":[]}])"));
}

TEST_F(BedrockInvokeAgentTest, AFailureInTheStreamKeepsWhatCameBeforeIt) {
  write_case();
  transport_.answer(200, event("trace", "{}") + chunk("Hel") +
                             event_frame(text_header(":exception-type", "dependencyFailedException") +
                                             text_header(":message-type", "exception"),
                                         R"({"message":"the tool failed"})"));
  EXPECT_EQ(run(), ExitCode::Unreachable);
  EXPECT_EQ(types(), (Strings{"run", "invocation", "event", "answer", "error", "end"}));
  const model::Answer answer = records<model::Answer>().at(0);
  EXPECT_EQ(answer.status, "error");
  EXPECT_EQ(answer.error->code, "DependencyFailedException");
  EXPECT_THAT(answer.response.text, HasSubstr(R"("completion":"Hel")"));
  EXPECT_EQ(answer.http_status, 200);
  EXPECT_EQ(transport_.requests.size(), 1u);
}

TEST_F(BedrockInvokeAgentTest, AVersionIsResolvedBeforeAnythingIsSent) {
  write_case("{agent_id: ABCDEFGHIJ, agent_version: 3}");
  transport_.answer(200, R"({"agentAliasSummaries":[{"agentAliasId":"ALIASTHREE","agentAliasStatus":"PREPARED",)"
                         R"("routingConfiguration":[{"agentVersion":"3"}]}]})");
  transport_.answer(200, chunk("x"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(transport_.requests.at(0).url,
            "https://bedrock-agent.us-east-1.amazonaws.com/agents/ABCDEFGHIJ/agentaliases/");
  EXPECT_THAT(transport_.requests.at(1).url, HasSubstr("/agentAliases/ALIASTHREE/"));
  EXPECT_EQ(records<model::Invocation>().at(0).target, "ABCDEFGHIJ/ALIASTHREE");
}

TEST_F(BedrockInvokeAgentTest, AVersionWithoutAnAliasKeepsAllFromBeingSent) {
  write_case("{agent_id: ABCDEFGHIJ, agent_version: 4}");
  transport_.answer(200, R"({"agentAliasSummaries":[]})");
  EXPECT_EQ(run(), ExitCode::Usage);
  EXPECT_THAT(log_, HasSubstr("leads to version 4; there is no alias at all"));
  EXPECT_TRUE(records<model::Invocation>().empty());
}

TEST_F(BedrockInvokeAgentTest, TheDraftHasAnAliasThatEveryAgentHas) {
  write_case("{agent_id: ABCDEFGHIJ, agent_version: draft}");
  environment_.set("ITK_BEDROCK_AGENT_ALIAS_ID", "KLMNOPQRST");  // the case comes first
  transport_.answer(200, chunk("x"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(transport_.requests.at(0).url, HasSubstr("/agentAliases/TSTALIASID/"));
}

TEST_F(BedrockInvokeAgentTest, TheKeysOfThePythonKitsSchemaMeanTheSame) {
  write("cases/a.yaml",
        "id: a\nentrypoint: {type: bedrock_invoke_agent, agent_id: ABCDEFGHIJ, alias_id: KLMNOPQRST, prompt: hi, "
        "session_id: s-1}\n");
  transport_.answer(200, chunk("x"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(transport_.requests.at(0).url, HasSubstr("/agents/ABCDEFGHIJ/agentAliases/KLMNOPQRST/sessions/s-1/text"));
  EXPECT_EQ(records<model::Invocation>().at(0).request.text, R"({"inputText":"hi","sessionId":"s-1"})");
}

TEST_F(BedrockInvokeAgentTest, WithoutATargetTheConfiguredAgentIsIt) {
  write_case("{agent_id: REPLACE_ME}");
  environment_.set("ITK_BEDROCK_AGENT_ID", "ABCDEFGHIJ");
  environment_.set("ITK_BEDROCK_AGENT_ALIAS_ID", "KLMNOPQRST");
  transport_.answer(200, chunk("x"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Invocation>().at(0).target, "ABCDEFGHIJ/KLMNOPQRST");
}

TEST_F(BedrockInvokeAgentTest, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_THAT(problem_of("{agent_alias_id: KLMNOPQRST}"), HasSubstr("a.yaml:4:11: no agent to invoke"));
  EXPECT_THAT(problem_of("{agent_id: ABCDEFGHIJ}"), HasSubstr("a.yaml:4:11: no alias of the agent"));
  EXPECT_THAT(problem_of("{agent_id: short, agent_version: draft}"),
              HasSubstr("a.yaml:4:22: short is no id of an agent"));
  EXPECT_THAT(problem_of("{agent_id: ABCDEFGHIJ, agent_version: latst}"),
              HasSubstr("a.yaml:4:49: there is no agent version \"latst\""));
  EXPECT_THAT(problem_of(k_target, ""), HasSubstr("a.yaml:3:9: \"entrypoint.payload.inputText\" is missing"));
  EXPECT_THAT(problem_of(k_target, "{inputText: [a]}"), HasSubstr("a.yaml:5:24: \"inputText\" must be the text"));
  EXPECT_THAT(problem_of(k_target, "{inputText: hi, enableTrace: maybe}"), HasSubstr("\"enableTrace\" must be true"));
  EXPECT_THAT(problem_of(k_target, "{inputText: hi, sessionId: a/b}"), HasSubstr("\"sessionId\" must be"));
  EXPECT_THAT(problem_of(k_target, "{inputText: hi, sessionAttributes: {a: [1]}}"), HasSubstr("\"a\" must be text"));
  EXPECT_THAT(
      problem_of(k_target, "{inputText: hi, memoryID: m}"),
      HasSubstr("a.yaml:5:28: this version does not send \"memoryID\" to an agent; did you mean \"memoryId\"?"));
  EXPECT_THAT(problem_of(k_target, "{inputText: hi, sessionState: {file: []}}"),
              HasSubstr("does not send \"file\" to an agent; did you mean \"files\"?"));
  EXPECT_TRUE(transport_.requests.empty());
}

}  // namespace
}  // namespace itk::invoke
