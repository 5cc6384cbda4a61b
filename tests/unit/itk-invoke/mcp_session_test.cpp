#include "itk-invoke/mcp_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/loopback_server.h"

namespace itk::invoke {
namespace {

using test::LoopbackServer;
using ::testing::HasSubstr;

void answer_json(LoopbackServer::Connection& connection, const std::string& headers, const std::string& body) {
  connection.read_request();
  connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + headers +
                   "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

void open_session(LoopbackServer::Connection& connection) {
  answer_json(connection, "Mcp-Session-Id: s-1\r\n",
              R"({"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18"}})");
  connection.read_request();
  connection.write("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
}

void begin_stream(LoopbackServer::Connection& connection) {
  connection.read_request();
  connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 1000\r\n\r\n");
}

struct Outcome {
  Result<McpMessage> answer = tl::make_unexpected(Error());
  std::vector<std::string> heard;
};

Task<> use(McpSession& session, Outcome& outcome) {
  Result<McpMessage> opened = co_await session.open();
  if (!opened) {
    outcome.answer = std::move(opened);
    co_return;
  }
  outcome.answer = co_await session.call("tools/call", R"({"name":"t"})", false);
  co_await session.close();
}

Outcome outcome_of(LoopbackServer& server) {
  const std::unique_ptr<aws::Loop> loop = aws::make_curl_loop({}, system_clock());
  Outcome outcome;
  McpServer where;
  where.url = server.url("/mcp");
  McpSession session(where, *loop, system_clock(), [&](const McpMessage& message) {
    outcome.heard.push_back(message.method);
    return Status();
  });
  loop->spawn(use(session, outcome));
  loop->run();
  return outcome;
}

TEST(McpSession, AStreamThatTheServerKeepsOpenIsReadNoFurtherThanTheAnswer) {
  LoopbackServer server({[](LoopbackServer::Connection& connection) {
                           open_session(connection);
                           begin_stream(connection);
                           connection.write("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/a\"}\n\n");
                           connection.write("data: {\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}\n\n");
                           connection.wait_for_the_end();
                         },
                         [](LoopbackServer::Connection& connection) {
                           connection.read_request();
                           connection.write("HTTP/1.1 204 No Content\r\n\r\n");
                         }});
  const Outcome outcome = outcome_of(server);
  ASSERT_TRUE(outcome.answer) << outcome.answer.error().message;
  EXPECT_EQ(outcome.answer->result, "{}");
  EXPECT_EQ(outcome.heard, std::vector<std::string>{"notifications/a"});
  const std::vector<std::string> requests = server.requests();
  ASSERT_EQ(requests.size(), 4u);
  EXPECT_THAT(requests[3], HasSubstr("DELETE /mcp HTTP/1.1"));
  EXPECT_THAT(requests[3], HasSubstr("Mcp-Session-Id: s-1"));
}

TEST(McpSession, AConnectionLostBeforeTheAnswerIsAnErrorAndTheCallIsNotRepeated) {
  LoopbackServer server({[](LoopbackServer::Connection& connection) {
    open_session(connection);
    begin_stream(connection);
    connection.write("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/a\"}\n\ndata: {\"json");
    connection.close();
  }});
  const Outcome outcome = outcome_of(server);
  ASSERT_FALSE(outcome.answer);
  EXPECT_EQ(outcome.answer.error().code, "answer_cut");
  EXPECT_EQ(outcome.heard, std::vector<std::string>{"notifications/a"});
  std::size_t calls = 0;
  for (const std::string& request : server.requests()) {
    calls += request.find("tools/call") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(calls, 1u);
}

TEST(McpSession, ItsDeadlineIsThatOfTheExecution) {
  LoopbackServer server({[](LoopbackServer::Connection& connection) {
    connection.read_request();
    connection.wait_for_the_end();
  }});
  const std::unique_ptr<aws::Loop> loop = aws::make_curl_loop({}, system_clock());
  McpServer where;
  where.url = server.url();
  where.deadline = Timestamp{system_clock().now().ns + 50'000'000};
  McpSession session(where, *loop, system_clock(), [](const McpMessage&) { return Status(); });
  Outcome outcome;
  loop->spawn(use(session, outcome));
  loop->run();
  ASSERT_FALSE(outcome.answer);
  EXPECT_EQ(outcome.answer.error().code, "total_timeout");
}

}  // namespace
}  // namespace itk::invoke
