#include <gmock/gmock.h>

#include "itk-invoke/mcp_message.h"
#include "tests/unit/itk-invoke/invoke_scene.h"

namespace itk::invoke {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Strings = std::vector<std::string>;

constexpr char k_opened[] =
    R"({"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{"name":"s"}}})";

std::string result(int id, const std::string& json) {
  return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"result":)" + json + "}";
}
std::string error(int id, int code, const std::string& message) {
  return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"error":{"code":)" + std::to_string(code) +
         R"(,"message":")" + message + "\"}}";
}

class McpInvokeTest : public InvokeTest {
 protected:
  void write_case(const std::string& payload = "{tool: find, arguments: {id: 7}}", const std::string& target = "",
                  const std::string& rest = "") {
    write("cases/a.yaml", "id: a\nentrypoint:\n  type: mcp\n  target: {url: \"https://tools.test/mcp\"" + target +
                              "}\n  payload: " + payload + "\n" + rest);
  }
  void opens(const std::string& session = "s-1", const std::string& body = k_opened) {
    aws::Headers headers = {{"Content-Type", "application/json"}};
    if (!session.empty()) {
      headers.emplace_back("Mcp-Session-Id", session);
    }
    transport_.answer(200, body, headers);
    transport_.answer(202, "");
  }
  void answers(const std::string& body, const std::string& type = "application/json") {
    transport_.answer(200, body, {{"Content-Type", type}});
  }
  std::string header(std::size_t index, const char* name) {
    return std::string(aws::find_header(transport_.requests.at(index).headers, name).value_or("(absent)"));
  }
  Strings messages() {
    Strings said;
    for (const aws::HttpRequest& request : transport_.requests) {
      const std::size_t at = request.body.find("\"method\":\"");
      said.push_back(at == std::string::npos ? request.method
                                             : request.body.substr(at + 10, request.body.find('"', at + 10) - at - 10));
    }
    return said;
  }
  std::string problem_of(const std::string& payload, const std::string& target = "", const std::string& rest = "") {
    text_.clear(), lines_.clear(), log_.clear();
    write_case(payload, target, rest);
    EXPECT_EQ(run(), ExitCode::Usage) << payload << target;
    return log_;
  }
};

TEST_F(McpInvokeTest, ASessionIsOpenedUsedAndGivenBack) {
  write_case();
  opens();
  answers(result(2, R"({"content":[{"type":"text","text":"ok"}],"x":1.10})"));
  transport_.answer(204, "");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(messages(), ElementsAre("initialize", "notifications/initialized", "tools/call", "DELETE"));
  EXPECT_THAT(transport_.requests.at(0).body,
              HasSubstr(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",)"
                        R"("capabilities":{},"clientInfo":{"name":"itk","version":")"));
  EXPECT_EQ(transport_.requests.at(1).body, R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  EXPECT_EQ(header(0, "Accept"), "application/json, text/event-stream");
  EXPECT_EQ(header(0, "Mcp-Session-Id"), "(absent)");
  EXPECT_EQ(header(0, "MCP-Protocol-Version"), "(absent)");
  for (std::size_t i : {1u, 2u, 3u}) {
    EXPECT_EQ(header(i, "Mcp-Session-Id"), "s-1");
    EXPECT_EQ(header(i, "MCP-Protocol-Version"), "2025-06-18");
  }
  const model::Invocation invocation = records<model::Invocation>().at(0);
  EXPECT_EQ(invocation.target, "https://tools.test/mcp");
  EXPECT_THAT(
      transport_.requests.at(2).body,
      HasSubstr(R"("params":{"name":"find","arguments":{"id":7},"_meta":{"progressToken":2,"traceparent":"00-)"));
  EXPECT_THAT(transport_.requests.at(2).body, HasSubstr(R"("ITK_TRACE_ID":")" + invocation.nonce + "\""));
  EXPECT_EQ(header(2, "baggage"), "ITK_TRACE_ID=" + invocation.nonce);
  EXPECT_FALSE(transport_.requests.at(2).may_resend);
  const model::Answer answer = records<model::Answer>().at(0);
  EXPECT_EQ(answer.status, "ok");
  EXPECT_EQ(answer.response.text, R"({"content":[{"type":"text","text":"ok"}],"x":1.10})");
  EXPECT_EQ(answer.ids, Strings{"session:s-1"});
  EXPECT_EQ(answer.http_status, 200);
}

TEST_F(McpInvokeTest, AServerWithoutSessionsHasNoneToGiveBack) {
  write_case("{tool: find}");
  opens("");
  answers(result(2, R"({"content":[]})"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(messages(), ElementsAre("initialize", "notifications/initialized", "tools/call"));
  EXPECT_THAT(transport_.requests.at(2).body, HasSubstr(R"("arguments":{})"));
}

TEST_F(McpInvokeTest, WithNonceOffNothingOfOursIsSent) {
  write_case("{tool: find}", "", "nonce: off\n");
  opens("");
  answers(result(2, "{}"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(transport_.requests.at(2).body, HasSubstr(R"("params":{"name":"find","arguments":{}}})"));
  EXPECT_EQ(header(2, "traceparent"), "(absent)");
}

TEST_F(McpInvokeTest, InAStreamTheAnswerStandsAmongNotifications) {
  write_case();
  opens("");
  answers("event: message\ndata: "
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":2,"
          "\"progress\":1,\"message\":\"half\"}}\n\n"
          "data: "
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/"
          "message\",\"params\":{\"level\":\"warning\",\"data\":\"hm\"}}\n\n"
          "data: " +
              result(2, R"({"content":[]})") + "\n\n",
          "text/event-stream");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  Strings operations, ids;
  for (const model::Event& event : records<model::Event>()) {
    operations.push_back(event.operation);
    ids.push_back(event.id);
  }
  EXPECT_THAT(operations, ElementsAre("initialize", "notifications/progress", "notifications/message"));
  EXPECT_EQ(records<model::Event>().at(1).component, "tool:find");
  EXPECT_EQ(records<model::Event>().at(1).text, "half");
  EXPECT_EQ(records<model::Event>().at(2).level, "warning");
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 3u);
  EXPECT_EQ(records<model::Answer>().at(0).response.text, R"({"content":[]})");
}

TEST_F(McpInvokeTest, EveryTruncationOfAStreamIsAnErrorThatIsNotSentAgain) {
  const std::string answer = result(2, R"({"content":[]})");
  const std::string stream = "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}\n\ndata: " + answer;
  for (std::size_t size = 0; size < stream.size(); size += 3) {
    text_.clear(), lines_.clear(), log_.clear(), transport_.requests.clear();
    write_case();
    opens("");
    answers(stream.substr(0, size), "text/event-stream");
    EXPECT_EQ(run(), ExitCode::Unreachable) << size;
    EXPECT_EQ(transport_.requests.size(), 3u) << size;
  }
}

TEST_F(McpInvokeTest, AToolThatReportsAnErrorIsAnErrorUnlessTheCaseAllowsIt) {
  const std::string failed = result(2, R"({"content":[{"type":"text","text":"too late"}],"isError":true})");
  write_case();
  opens("");
  answers(failed);
  EXPECT_EQ(run(), ExitCode::Failed);
  EXPECT_EQ(records<model::Answer>().at(0).error->code, "tool_error");
  EXPECT_THAT(records<model::Answer>().at(0).error->message, HasSubstr("the tool find reported an error: too late"));
  EXPECT_THAT(records<model::Answer>().at(0).response.text, HasSubstr("isError"));
  text_.clear(), lines_.clear(), log_.clear();
  write_case("{tool: find}", ", allow_tool_error: true");
  opens("");
  answers(failed);
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Answer>().at(0).status, "ok");
}

TEST_F(McpInvokeTest, AToolThatDoesNotExistHasANearestName) {
  write_case("{tool: fnd_order}");
  opens("");
  answers(error(2, -32602, "Unknown tool"));
  answers(result(3, R"({"tools":[{"name":"find_order"},{"name":"cancel"}]})"));
  EXPECT_EQ(run(), ExitCode::Usage);
  EXPECT_EQ(records<model::Answer>().at(0).error->code, "unknown_tool");
  EXPECT_THAT(log_, HasSubstr("no tool \"fnd_order\"; did you mean \"find_order\"?"));
}

TEST_F(McpInvokeTest, AnErrorOfTheServerHasItsCode) {
  write_case();
  opens("");
  answers(error(2, -32603, "broken"));
  EXPECT_EQ(run(), ExitCode::Failed);
  EXPECT_EQ(records<model::Answer>().at(0).error->code, "jsonrpc-32603");
  EXPECT_THAT(log_, HasSubstr("the server answers error -32603: broken"));
}

TEST_F(McpInvokeTest, ASessionThatTheServerHasForgottenIsOpenedOnceMore) {
  write_case();
  opens("s-1");
  transport_.answer(404, error(2, -32600, "Session not found"));
  transport_.answer(200, result(3, R"({"protocolVersion":"2025-03-26"})"),
                    {{"Content-Type", "application/json"}, {"Mcp-Session-Id", "s-2"}});
  transport_.answer(202, "");
  answers(result(4, R"({"content":[]})"));
  transport_.answer(405, "");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(messages(), ElementsAre("initialize", "notifications/initialized", "tools/call", "initialize",
                                      "notifications/initialized", "tools/call", "DELETE"));
  EXPECT_EQ(header(5, "Mcp-Session-Id"), "s-2");
  EXPECT_EQ(header(5, "MCP-Protocol-Version"), "2025-03-26");
  EXPECT_EQ(header(3, "Mcp-Session-Id"), "(absent)");
}

TEST_F(McpInvokeTest, AServerThatForgetsAgainIsAnError) {
  write_case();
  for (int id : {1, 3}) {
    opens("s", result(id, R"({"protocolVersion":"2025-06-18"})"));
    transport_.answer(404, "gone");
  }
  transport_.answer(404, "");
  EXPECT_EQ(run(), ExitCode::Usage);
  EXPECT_EQ(records<model::Answer>().at(0).error->code, "HTTP404");
}

TEST_F(McpInvokeTest, ACallThatMayHaveRunIsNotSentAgain) {
  write_case();
  opens("s-1");
  transport_.fail("connection_reset");
  EXPECT_EQ(run(), ExitCode::Unreachable);
  EXPECT_THAT(messages(), ElementsAre("initialize", "notifications/initialized", "tools/call"));
  text_.clear(), lines_.clear(), log_.clear(), transport_.requests.clear();
  opens("s-1");
  transport_.answer(500, "oops");
  transport_.answer(204, "");
  EXPECT_EQ(run(), ExitCode::Unreachable);
  EXPECT_THAT(messages(), ElementsAre("initialize", "notifications/initialized", "tools/call", "DELETE"));
}

TEST_F(McpInvokeTest, WhatCertainlyDidNotRunIsSentAgain) {
  write_case();
  transport_.fail("connect_failed");
  transport_.answer(503, "starting");
  opens("");
  transport_.answer(429, "slow down");
  answers(result(2, R"({"content":[]})"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Answer>().at(0).attempts, 6);
}

TEST_F(McpInvokeTest, AVersionThatWeDoNotSpeakIsAnError) {
  write_case();
  transport_.answer(200, result(1, R"({"protocolVersion":"2099-01-01"})"), {{"Content-Type", "application/json"}});
  EXPECT_EQ(run(), ExitCode::Usage);
  EXPECT_EQ(records<model::Answer>().at(0).error->code, "mcp_version");
}

TEST_F(McpInvokeTest, WithoutPermissionItIsRefused) {
  write_case();
  transport_.answer(401, "who are you?");
  EXPECT_EQ(run(), ExitCode::Refused);
  EXPECT_THAT(log_, HasSubstr("status 401: who are you?"));
}

TEST_F(McpInvokeTest, WhoRepeatsATokenIsNotQuoted) {
  write_case("{tool: find}", ", headers: {Authorization: Bearer canary-12345}");
  opens("");
  answers(result(2, R"({"content":[{"type":"text","text":"you said canary-12345"}],"isError":true})"));
  EXPECT_EQ(run(), ExitCode::Failed);
  EXPECT_EQ(header(2, "Authorization"), "Bearer canary-12345");
  EXPECT_THAT(text_ + log_, Not(HasSubstr("canary")));
  text_.clear(), lines_.clear(), log_.clear();
  transport_.answer(401, "wrong: canary-12345");
  EXPECT_EQ(run(), ExitCode::Refused);
  EXPECT_THAT(text_ + log_, Not(HasSubstr("canary")));
}

TEST_F(McpInvokeTest, HeadersOfTheCaseAreSentAndTheRequestIsSigned) {
  write_case("{tool: find}",
             ", auth: sigv4, region: eu-west-1, headers: {X-Run: \"${itk.iteration}\", traceparent: mine}");
  opens("");
  answers(result(2, "{}"));
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(header(2, "X-Run"), "1");
  EXPECT_EQ(header(2, "traceparent"), "mine");
  EXPECT_THAT(header(2, "Authorization"), HasSubstr("/eu-west-1/bedrock-agentcore/aws4_request, SignedHeaders="));
  EXPECT_THAT(header(2, "Authorization"), HasSubstr("x-run"));
}

TEST_F(McpInvokeTest, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_THAT(problem_of("{arguments: {}}"), HasSubstr("\"entrypoint.payload.tool\" is missing"));
  EXPECT_THAT(problem_of("{tool: a, args: {}}"), HasSubstr("mcp reads no \"args\" in its payload"));
  EXPECT_THAT(problem_of("{tool: a, arguments: [1]}"), HasSubstr("\"arguments\" must be a mapping"));
  EXPECT_THAT(problem_of("{tool: a}", ", auth: basic"), HasSubstr("there is no auth \"basic\""));
  EXPECT_THAT(problem_of("{tool: a}", ", region: eu-west-1"), HasSubstr("is for `auth: sigv4`"));
  EXPECT_THAT(problem_of("{tool: a}", ", headers: {Accept: x}"), HasSubstr("is the protocol's own"));
  EXPECT_THAT(problem_of("{tool: a}", "", "turns: [a]\n"), HasSubstr("neither \"turns\" nor \"respond\""));
  write("cases/a.yaml", "id: a\nentrypoint: {type: mcp, payload: {tool: a}, target: {url: \"ftp://x\"}}\n");
  log_.clear();
  EXPECT_EQ(run(), ExitCode::Usage);
  EXPECT_THAT(log_, HasSubstr("a.yaml:2:"));
  EXPECT_TRUE(transport_.requests.empty());
}

TEST(McpMessages, EveryTruncationIsAnError) {
  const std::string message = R"([{"jsonrpc":"2.0","id":"a","result":{"x":[1,2]}},{"jsonrpc":"2.0","method":"m"}])";
  ASSERT_EQ(read_mcp_messages(message)->size(), 2u);
  for (std::size_t size = 0; size < message.size(); ++size) {
    EXPECT_FALSE(read_mcp_messages(message.substr(0, size))) << size;
  }
  EXPECT_FALSE(read_mcp_messages(R"({"jsonrpc":"2.0","id":1})"));
}

}  // namespace
}  // namespace itk::invoke
