// The ways into the demo system outside queue, function and agent: HTTP, MCP and AgentCore.
#include <fmt/format.h>

#include "common/aws/uri.h"
#include "tests/sandbox/aws/document.h"
#include "tests/unit/sandbox/fixture.h"

namespace itk::sandbox::test {
namespace {

constexpr const char* k_nonce = "itk-0123456789abcdef";
constexpr const char* k_http_logs = "/aws/lambda/itk-demo-http-api";
constexpr const char* k_runtime_logs = "/aws/bedrock-agentcore/runtimes/itk_demo-Hb8T5xW2Qp-DEFAULT";

class WaysInTest : public SandboxTest {
 protected:
  void SetUp() override { start(); }

  Answer post(const std::string& path, const std::string& body, aws::Headers headers = {}) const {
    headers.emplace_back("Content-Type", "application/json");
    return client->at("", "POST", path, body, headers);
  }
  Answer mcp(const std::string& message, const std::string& session = "") const {
    aws::Headers headers{{"Accept", "application/json, text/event-stream"}};
    if (!session.empty()) {
      headers.emplace_back("Mcp-Session-Id", session);
    }
    return post("/demo/mcp", message, headers);
  }
  std::string open_mcp() const {
    return mcp(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-03-26"}})")
        .header("mcp-session-id");
  }
  Answer call_tool(const std::string& name, const std::string& more = "") const {
    return mcp(fmt::format(R"({{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{{"name":"{}","arguments":)"
                           R"({{"order_id":"77"}}{}}}}})",
                           name, more),
               open_mcp());
  }
  Answer invoke_runtime(const std::string& arn, const std::string& body, const aws::Headers& headers = {}) const {
    return client->at("bedrock-agentcore", "POST",
                      "/runtimes/" + aws::percent_encode(arn) + "/invocations?qualifier=DEFAULT", body, headers);
  }
};

TEST_F(WaysInTest, HttpAnswersAtOnceAndItsLogBearsNonceAndTrace) {
  const Answer answer =
      post("/demo/http/orders", R"({"userMessage":"Where is order 77?"})",
           {{"X-Itk-Nonce", k_nonce}, {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.document["answer"].asString(), "Order 77 has shipped and arrives in two days.");
  EXPECT_EQ(logged(k_http_logs, k_nonce).size(), 1U);
  EXPECT_EQ(logged(k_http_logs, "Root=1-0af76519-16cd43dd8448eb211c80319c").size(), 3U);
  EXPECT_EQ(post("/demo/http/orders", R"({"scenario":"throttled"})").status, 429);
  EXPECT_EQ(post("/demo/http/orders", R"({"scenario":"tool_error"})").status, 502);
  EXPECT_EQ(post("/demo/http/nothing", "{}").status, 404);
}

TEST_F(WaysInTest, JobRunsForAsManyPollsAsItWasTold) {
  const Answer started = post("/demo/http/jobs", R"({"userMessage":"Where is order 5?","polls":2})");
  EXPECT_EQ(started.status, 202);
  EXPECT_EQ(started.document["status"].asString(), "running");
  const std::string path = "/demo/http/jobs/" + started.document["job_id"].asString();
  std::vector<std::string> seen;
  for (int poll = 0; poll < 3; ++poll) {
    seen.push_back(client->at("", "GET", path).document["status"].asString());
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"running", "running", "done"}));
  EXPECT_EQ(client->at("", "GET", path).document["result"]["outcome"].asString(), "answered");
  EXPECT_EQ(client->at("", "GET", "/demo/http/jobs/none").status, 404);
}

TEST_F(WaysInTest, JobThatFailsSaysSo) {
  const Answer started = post("/demo/http/jobs", R"({"scenario":"tool_error","polls":0})");
  const Answer polled = client->at("", "GET", "/demo/http/jobs/" + started.document["job_id"].asString());
  EXPECT_EQ(polled.document["status"].asString(), "failed");
}

TEST_F(WaysInTest, McpNegotiatesAndWantsItsSession) {
  const Answer first =
      mcp(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2024-11-05"}})");
  EXPECT_EQ(first.document["result"]["protocolVersion"].asString(), "2025-06-18");
  const std::string session = open_mcp();
  EXPECT_EQ(mcp(R"({"jsonrpc":"2.0","method":"notifications/initialized"})", session).status, 202);
  EXPECT_EQ(mcp(R"({"jsonrpc":"2.0","id":2,"method":"tools/list"})", session).document["result"]["tools"].size(), 3U);
  EXPECT_EQ(mcp(R"({"jsonrpc":"2.0","id":2,"method":"tools/list"})").status, 400);
  EXPECT_EQ(mcp(R"({"jsonrpc":"2.0","id":2,"method":"tools/list"})", "guessed").status, 404);
  EXPECT_EQ(client->at("", "DELETE", "/demo/mcp", "", {{"Mcp-Session-Id", session}}).status, 204);
  EXPECT_EQ(mcp(R"({"jsonrpc":"2.0","id":3,"method":"ping"})", session).status, 404);
}

TEST_F(WaysInTest, McpToolsAnswerAsJsonOrAsEventStream) {
  const Answer status = call_tool("get_order_status", fmt::format(R"(,"_meta":{{"nonce":"{}"}})", k_nonce));
  EXPECT_EQ(status.header("content-type"), "application/json");
  EXPECT_EQ(status.document["result"]["structuredContent"]["status"].asString(), "shipped");
  EXPECT_EQ(logged("/aws/lambda/itk-demo-mcp", k_nonce).size(), 1U);
  const Answer estimate = call_tool("get_delivery_estimate", R"(,"_meta":{"progressToken":7})");
  EXPECT_EQ(estimate.header("content-type"), "text/event-stream");
  EXPECT_NE(estimate.body.find(R"("method":"notifications/progress")"), std::string::npos);
  EXPECT_NE(estimate.body.find(R"("days":2)"), std::string::npos);
  EXPECT_EQ(call_tool("cancel_order").document["result"]["isError"].asBool(), true);
}

TEST_F(WaysInTest, McpErrorsAreThoseOfJsonRpc) {
  EXPECT_EQ(call_tool("none").document["error"]["code"].asInt(), -32602);
  EXPECT_EQ(mcp("{").document["error"]["code"].asInt(), -32700);
  EXPECT_EQ(mcp(R"({"id":1})").document["error"]["code"].asInt(), -32600);
  EXPECT_EQ(mcp(R"({"jsonrpc":"2.0","id":1,"method":"none"})", open_mcp()).document["error"]["code"].asInt(), -32601);
  EXPECT_EQ(mcp(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":1}})", open_mcp())
                .document["error"]["code"]
                .asInt(),
            -32602);
  EXPECT_EQ(post("/demo/mcp", R"({"jsonrpc":"2.0","id":1,"method":"ping"})").status, 406);
  EXPECT_EQ(client->at("", "GET", "/demo/mcp").status, 405);
}

TEST_F(WaysInTest, RuntimeAnswersAsJsonOrAsEventsAndLogsSessionAndBaggage) {
  const std::string arn = announced("SANDBOX_AGENT_RUNTIME_ARN");
  const std::string session(33, 's');
  const Answer answer = invoke_runtime(
      arn, R"({"prompt":"Where is order 77?"})",
      {{"X-Amzn-Bedrock-AgentCore-Runtime-Session-Id", session}, {"baggage", std::string("itk.nonce=") + k_nonce}});
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.document["result"].asString(), "Order 77 has shipped and arrives in two days.");
  EXPECT_EQ(answer.header("x-amzn-bedrock-agentcore-runtime-session-id"), session);
  EXPECT_EQ(logged(k_runtime_logs, k_nonce).size(), 1U);
  EXPECT_EQ(logged(k_runtime_logs, session).size(), 3U);
  EXPECT_TRUE(logged(k_runtime_logs, "AWS4-HMAC-SHA256").empty());
  const Answer stream = invoke_runtime(arn, R"({"prompt":"Where is order 77?","stream":true})");
  EXPECT_EQ(stream.header("content-type"), "text/event-stream");
  EXPECT_EQ(stream.body.rfind("data: \"Order \"\n\n", 0), 0U) << stream.body;
}

TEST_F(WaysInTest, RuntimeRefusesShortSessionsAndUnknownRuntimesAndSaysThatItFailed) {
  const std::string arn = announced("SANDBOX_AGENT_RUNTIME_ARN");
  EXPECT_EQ(
      invoke_runtime(arn, "{}", {{"X-Amzn-Bedrock-AgentCore-Runtime-Session-Id", "short"}}).header("x-amzn-errortype"),
      "ValidationException");
  EXPECT_EQ(invoke_runtime(arn + "x", "{}").header("x-amzn-errortype"), "ResourceNotFoundException");
  const Answer failed = invoke_runtime(arn, R"({"prompt":"x","scenario":"tool_error"})");
  EXPECT_EQ(failed.status, 424);
  EXPECT_EQ(failed.header("x-amzn-errortype"), "RuntimeClientError");
  EXPECT_EQ(client->at("bedrock-agentcore", "GET", "/runtimes/itk_demo-Hb8T5xW2Qp/").document["status"].asString(),
            "READY");
}

}  // namespace
}  // namespace itk::sandbox::test
