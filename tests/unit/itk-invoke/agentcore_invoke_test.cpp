#include <gmock/gmock.h>

#include "tests/unit/itk-invoke/invoke_scene.h"

namespace itk::invoke {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Strings = std::vector<std::string>;

constexpr char k_arn[] = "arn:aws:bedrock-agentcore:eu-west-1:123456789012:runtime/orders-Ab12";

class AgentCoreInvokeTest : public InvokeTest {
 protected:
  void write_case(const std::string& payload = "{prompt: hi}", const std::string& target = "",
                  const std::string& rest = "") {
    write("cases/a.yaml",
          std::string("id: a\nentrypoint:\n  type: agentcore_invoke\n  target: {agent_runtime_arn: \"") + k_arn + "\"" +
              target + "}\n" + (payload.empty() ? "" : "  payload: " + payload + "\n") + rest);
  }
  std::string header(const char* name, std::size_t index = 0) {
    return std::string(aws::find_header(transport_.requests.at(index).headers, name).value_or("(absent)"));
  }
  void answer(const std::string& body, const std::string& type = "application/json") {
    transport_.answer(200, body, {{"Content-Type", type}, {"x-amzn-requestid", "r-1"}});
  }
  std::string problem_of(const std::string& payload, const std::string& target = "", const std::string& rest = "") {
    text_.clear(), lines_.clear(), log_.clear();
    write_case(payload, target, rest);
    EXPECT_EQ(run(), ExitCode::Usage) << target;
    return log_;
  }
};

TEST_F(AgentCoreInvokeTest, ThePayloadIsTheCasesAndTheNonceTravelsInHeaders) {
  write_case();
  answer(R"({"result":1.10})");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  const model::Invocation invocation = records<model::Invocation>().at(0);
  EXPECT_THAT(transport_.requests.at(0).url,
              HasSubstr("https://bedrock-agentcore.eu-west-1.amazonaws.com/runtimes/arn%3Aaws%3Abedrock-agentcore%3A"));
  EXPECT_EQ(transport_.requests.at(0).body, R"({"prompt":"hi"})");
  EXPECT_EQ(header("Content-Type"), "application/json");
  EXPECT_EQ(header("baggage"), "ITK_TRACE_ID=" + invocation.nonce);
  EXPECT_THAT(header("traceparent"), HasSubstr("00-"));
  EXPECT_THAT(header("X-Amzn-Trace-Id"), HasSubstr("Root=1-"));
  EXPECT_EQ(header("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"), "itk-session-" + invocation.inv);
  EXPECT_EQ(invocation.target, k_arn);
  const model::Answer answer = records<model::Answer>().at(0);
  EXPECT_EQ(answer.status, "ok");
  EXPECT_EQ(answer.response.text, R"({"result":1.10})");
  EXPECT_EQ(answer.ids, Strings{"session:itk-session-" + invocation.inv});
}

TEST_F(AgentCoreInvokeTest, WhatTheTargetSaysIsSent) {
  write_case("just text",
             ", qualifier: staging, session_id: 0123456789012345678901234567890123, user_id: u1, accept: text/plain, "
             "content_type: text/markdown");
  answer("fine", "text/plain");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(transport_.requests.at(0).url, HasSubstr("/invocations?qualifier=staging"));
  EXPECT_EQ(transport_.requests.at(0).body, "just text");
  EXPECT_EQ(header("Content-Type"), "text/markdown");
  EXPECT_EQ(header("Accept"), "text/plain");
  EXPECT_EQ(header("X-Amzn-Bedrock-AgentCore-Runtime-User-Id"), "u1");
  EXPECT_EQ(header("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"), "0123456789012345678901234567890123");
  EXPECT_EQ(records<model::Answer>().at(0).response.text, "\"fine\"");
}

TEST_F(AgentCoreInvokeTest, WithNonceOffNothingOfOursIsSent) {
  write_case("{prompt: hi}", "", "nonce: off\n");
  answer("{}");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  for (const char* name : {"baggage", "traceparent", "X-Amzn-Trace-Id"}) {
    EXPECT_EQ(header(name), "(absent)");
  }
}

TEST_F(AgentCoreInvokeTest, AStreamLeavesAsEventsAndItsTextsAreTheResponse) {
  write_case();
  answer("data: \"Order \"\n\ndata: \"4711\"\n\n", "text/event-stream");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(types(), (Strings{"run", "invocation", "event", "event", "answer", "end"}));
  const model::Event first = records<model::Event>().at(0);
  EXPECT_EQ(first.payload.text, "\"Order \"");
  EXPECT_EQ(first.text, "Order ");
  EXPECT_EQ(first.component, "agent:orders-Ab12-DEFAULT");
  EXPECT_EQ(first.source, "agentcore");
  EXPECT_NE(first.id, records<model::Event>().at(1).id);
  EXPECT_EQ(records<model::Answer>().at(0).response.text, "\"Order 4711\"");
}

TEST_F(AgentCoreInvokeTest, AStreamOfObjectsIsAList) {
  write_case();
  answer("event: delta\ndata: {\"a\":1.10}\n\ndata: done\n\n", "text/event-stream");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Event>().at(0).operation, "delta");
  EXPECT_EQ(records<model::Answer>().at(0).response.text, R"([{"a":1.10},"done"])");
}

TEST_F(AgentCoreInvokeTest, BytesThatAreNoTextAreBase64) {
  write_case();
  answer("\xFF\xFE", "application/octet-stream");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Answer>().at(0).enc, "base64");
  EXPECT_EQ(records<model::Answer>().at(0).response.text, "\"//4=\"");
}

TEST_F(AgentCoreInvokeTest, TurnsShareASessionAndLieOverThePayload) {
  write_case("{tone: short, who: {id: 1}}", "",
             "turns: [\"first ${itk.iteration}\", {question: second, who: {name: x}}]\n");
  answer("{}");
  answer("{}");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(transport_.requests.at(0).body, R"({"tone":"short","who":{"id":1},"prompt":"first 1"})");
  EXPECT_EQ(transport_.requests.at(1).body, R"({"tone":"short","who":{"id":1,"name":"x"},"question":"second"})");
  EXPECT_EQ(header("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id", 0),
            header("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id", 1));
  EXPECT_NE(header("baggage", 0), header("baggage", 1));
}

TEST_F(AgentCoreInvokeTest, AnErrorOfTheRuntimeIsAnErrorOfTheCase) {
  write_case();
  transport_.answer(424, R"({"message":"Received error (500) from runtime."})",
                    {{"x-amzn-errortype", "RuntimeClientError"}, {"x-amzn-requestid", "r-9"}});
  EXPECT_EQ(run(), ExitCode::Failed);
  const model::Answer answer = records<model::Answer>().at(0);
  EXPECT_EQ(answer.error->code, "RuntimeClientError");
  EXPECT_EQ(answer.request_id, "r-9");
  EXPECT_EQ(answer.http_status, 424);
}

TEST_F(AgentCoreInvokeTest, TheConfigurationMayNameTheRuntime) {
  write("cases/a.yaml", "id: a\nentrypoint: {type: agentcore_invoke, payload: {prompt: hi}}\n");
  environment_.set("ITK_AGENTCORE_RUNTIME_ARN", k_arn);
  answer("{}");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Invocation>().at(0).target, k_arn);
}

TEST_F(AgentCoreInvokeTest, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_THAT(problem_of(""), HasSubstr("\"entrypoint.payload\" is missing"));
  EXPECT_THAT(problem_of("{}", ", session_id: short"), HasSubstr("must have 33 to 256 characters"));
  EXPECT_THAT(problem_of("{}", ", qualifer: a"), HasSubstr("did you mean \"qualifier\"?"));
  EXPECT_THAT(problem_of("{}", "", "respond: {text: x}\n"), HasSubstr("does not ask its caller"));
  write("cases/a.yaml",
        "id: a\nentrypoint: {type: agentcore_invoke, payload: {}, target: {agent_runtime_arn: orders}}\n");
  log_.clear();
  EXPECT_EQ(run(), ExitCode::Usage);
  EXPECT_THAT(log_, HasSubstr("orders is no ARN of an agent runtime"));
  EXPECT_TRUE(transport_.requests.empty());
}

}  // namespace
}  // namespace itk::invoke
