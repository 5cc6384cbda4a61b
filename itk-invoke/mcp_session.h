// One session with an MCP server over streamable HTTP
// (https://modelcontextprotocol.io/specification/2025-06-18/basic/transports): each message of ours is a POST, whose
// answer is one message, or a stream of them with the answer among them. Servers of earlier versions that speak
// streamable HTTP are served as well.
//
// We offer no capability, so a server has nothing to ask of us: its requests are handed out like its notifications, and
// not answered.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/aws/loop.h"
#include "common/aws/retry.h"
#include "itk-invoke/http_signer.h"
#include "itk-invoke/mcp_message.h"

namespace itk::invoke {

struct McpServer {
  std::string url;
  aws::Headers headers;                // of every request
  const HttpSigner* signer = nullptr;  // null: not signed
  std::vector<std::string> secrets{};  // that no message may show, whoever repeats them
  std::optional<Timestamp> deadline;   // of the whole session
};

class McpSession {
 public:
  // What the server says beside its answers. An error ends the session.
  using OnMessage = std::function<Status(const McpMessage&)>;

  // `channel` and `clock` outlive the session.
  McpSession(McpServer server, aws::Channel& channel, Clock& clock, OnMessage on_message);

  // initialize and notifications/initialized; what the server said of itself. May be called again after the server has
  // forgotten the session.
  Task<Result<McpMessage>> open();
  // A request and its answer, a result. `is_harmless`: may happen twice.
  Task<Result<McpMessage>> call(std::string method, std::string params, bool is_harmless);
  // Gives the session back, where there is one; that it fails means nothing.
  Task<> close();

  // The id of the next request, which is also what its progress is told by.
  std::int64_t next_id() const { return next_id_; }
  const std::string& id() const { return id_; }
  // Whether the last request was refused because the server has forgotten the session; nothing was done then.
  bool is_lost() const { return !id_.empty() && status_ == 404; }
  int attempts() const { return attempts_; }
  int status() const { return status_; }  // of the last answer; 0: there was none

 private:
  class Answer;
  aws::HttpRequest request(std::string method, std::string body) const;
  Task<Result<McpMessage>> post(std::string body, std::int64_t id, bool is_harmless, bool opens);
  Task<Status> notify(std::string_view method);
  Task<Status> send(aws::HttpRequest request, Answer& answer);
  Status limit(aws::HttpRequest& request) const;
  std::string without_secrets(std::string text) const;

  McpServer server_;
  aws::Channel& channel_;
  Clock& clock_;
  OnMessage on_message_;
  aws::Retrier retrier_;
  std::string id_, version_;
  std::int64_t next_id_ = 1;
  int attempts_ = 0;
  int status_ = 0;
};

}  // namespace itk::invoke
