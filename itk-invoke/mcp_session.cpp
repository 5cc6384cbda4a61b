#include "itk-invoke/mcp_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/aws/secrets.h"
#include "common/aws/sse_reader.h"
#include "common/base/text.h"
#include "common/base/version.h"
#include "common/json/parser.h"
#include "common/json/writer.h"
#include "itk-invoke/mcp_errors.h"

namespace itk::invoke {
namespace {

constexpr std::string_view k_version_asked = "2025-06-18";
constexpr std::array<std::string_view, 4> k_versions_spoken = {"2025-11-25", k_version_asked, "2025-03-26",
                                                               "2024-11-05"};
constexpr std::chrono::minutes k_longest_silence{5};  // of a tool at work
constexpr std::size_t k_largest_body = 64u << 20;
constexpr std::string_view k_answered = "mcp_answered";  // not an error: what is read no further

}  // namespace

// Reads the answer to one POST. `id` 0: none is awaited.
class McpSession::Answer {
 public:
  Answer(const McpSession& session, std::int64_t id, bool is_harmless)
      : session_(session),
        id_(id == 0 ? "" : std::to_string(id)),
        is_harmless_(is_harmless),
        events_([this](const aws::SseEvent& event) { return take(event.data); }) {}

  void attach(aws::HttpRequest& request) {
    request.on_head = [this](const aws::Headers& headers) { begin(headers); };
    request.on_body = [this](std::string_view bytes) { return feed(bytes); };
  }

  void begin(const aws::Headers& headers) {
    has_begun_ = true;
    session_id_ = aws::find_header(headers, "mcp-session-id").value_or("");
    is_stream_ = aws::SseReader::is_announced_by(aws::find_header(headers, "content-type").value_or(""));
  }

  Status finish() {
    if (is_stream_ && !message_) {
      if (const Status end = events_.finish(); !end && end.error().code != k_answered) {
        return end;
      }
    } else if (!message_ && !trim(body_).empty() && !id_.empty()) {
      if (const Status taken = take(body_); !taken && taken.error().code != k_answered) {
        return taken;
      }
    }
    if (!message_ && !id_.empty()) {
      return tl::make_unexpected(mcp_error(ErrorClass::Transient, ExitCode::Unreachable, "answer_cut",
                                           "the server's answer ends without the response"));
    }
    return {};
  }

  bool is_answered() const { return message_.has_value(); }
  bool has_begun() const { return has_begun_; }
  bool is_harmless() const { return is_harmless_; }
  const std::string& session_id() const { return session_id_; }
  std::optional<McpMessage>& message() { return message_; }

 private:
  Status feed(std::string_view bytes) {
    if (is_stream_) {
      return events_.feed(bytes);
    }
    if (body_.size() + bytes.size() > k_largest_body) {
      return tl::make_unexpected(mcp_error(ErrorClass::Validation, ExitCode::Unreachable, "answer_too_large",
                                           fmt::format("the answer is larger than {} bytes", k_largest_body)));
    }
    body_ += bytes;
    return {};
  }

  // With the response all has been said: a server may keep the stream open for as long as it likes.
  Status take(std::string_view json) {
    ITK_TRY_ASSIGN(std::vector<McpMessage> messages, read_mcp_messages(session_.without_secrets(std::string(json))));
    for (McpMessage& message : messages) {
      const bool is_response = message.kind == McpMessage::Kind::Result || message.kind == McpMessage::Kind::Error;
      // An error without an id is about a request that the server could not read: ours.
      if (is_response && (message.id == id_ || (message.id.empty() && message.kind == McpMessage::Kind::Error))) {
        message_ = std::move(message);
      } else {
        ITK_TRY(session_.on_message_(message));
      }
    }
    return message_ ? Status(tl::make_unexpected(
                          Error{ErrorClass::Internal, ExitCode::Internal, std::string(k_answered), "", {}, {}}))
                    : Status();
  }

  const McpSession& session_;
  std::string id_;
  bool is_harmless_;
  aws::SseReader events_;
  std::string body_, session_id_;
  std::optional<McpMessage> message_;
  bool is_stream_ = false;
  bool has_begun_ = false;
};

McpSession::McpSession(McpServer server, aws::Channel& channel, Clock& clock, OnMessage on_message)
    : server_(std::move(server)),
      channel_(channel),
      clock_(clock),
      on_message_(std::move(on_message)),
      retrier_(aws::RetrySettings{}, aws::system_random()) {}

aws::HttpRequest McpSession::request(std::string method, std::string body) const {
  aws::HttpRequest request;
  request.method = std::move(method);
  request.url = server_.url;
  if (!body.empty()) {
    request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json, text/event-stream"}};
  }
  request.body = std::move(body);
  if (!id_.empty()) {
    request.headers.emplace_back("Mcp-Session-Id", id_);
  }
  if (!version_.empty()) {
    request.headers.emplace_back("MCP-Protocol-Version", version_);
  }
  request.headers.insert(request.headers.end(), server_.headers.begin(), server_.headers.end());
  request.timeouts.idle = k_longest_silence;
  return request;
}

Status McpSession::limit(aws::HttpRequest& request) const {
  if (!server_.deadline) {
    return {};
  }
  const std::int64_t left_ms = server_.deadline->ms() - clock_.now().ms();
  if (left_ms <= 0) {
    return tl::make_unexpected(
        mcp_error(ErrorClass::Transient, ExitCode::Unreachable, "total_timeout", "the case's `timeout` is over"));
  }
  const std::chrono::milliseconds left(left_ms);
  request.timeouts.total = request.timeouts.total.count() == 0 ? left : std::min(request.timeouts.total, left);
  return {};
}

std::string McpSession::without_secrets(std::string text) const {
  std::vector<std::string_view> secrets(server_.secrets.begin(), server_.secrets.end());
  if (server_.signer != nullptr) {
    const std::vector<std::string_view> held = server_.signer->secrets();
    secrets.insert(secrets.end(), held.begin(), held.end());
  }
  return aws::hide_secrets(std::move(text), secrets);
}

// Again only where nothing can have been done, or it may happen twice.
Task<Status> McpSession::send(aws::HttpRequest request, Answer& answer) {
  request.may_resend = answer.is_harmless();
  for (int attempt = 1;; ++attempt) {
    aws::HttpRequest signed_request = request;
    answer.attach(signed_request);
    ITK_CO_TRY(limit(signed_request));
    if (server_.signer != nullptr) {
      ITK_CO_TRY(server_.signer->sign(signed_request, clock_.now()));
    }
    signed_request.headers.emplace_back("User-Agent", fmt::format("itk/{}", k_version));
    ++attempts_;
    Result<aws::HttpResponse> response = co_await channel_.send(std::move(signed_request));
    status_ = response ? response->status : answer.has_begun() ? 200 : 0;
    if (answer.is_answered()) {
      co_return Status();
    }
    if (response && response->status < 300) {
      if (!answer.has_begun()) {
        answer.begin(response->headers);  // there is no body
      }
      co_return answer.finish();
    }
    Error error = response ? mcp_status_error(*response) : mcp_transport_error(std::move(response).error());
    error.service = "mcp";
    error.message = without_secrets(std::move(error.message));
    const aws::Failure failure =
        answer.has_begun() ? aws::Failure::Permanent : aws::classify_failure(error.code, status_);
    int cost = 0;
    const auto hint = response ? aws::retry_hint(response->headers) : std::nullopt;
    const auto delay = retrier_.next_delay(attempt, failure, answer.is_harmless(), hint, cost);
    if (!delay || (server_.deadline && clock_.now().ms() + delay->count() >= server_.deadline->ms())) {
      co_return tl::make_unexpected(std::move(error));
    }
    co_await channel_.wait(*delay);
  }
}

Task<Result<McpMessage>> McpSession::post(std::string body, std::int64_t id, bool is_harmless, bool opens) {
  Answer answer(*this, id, is_harmless);
  ITK_CO_TRY(co_await send(request("POST", std::move(body)), answer));
  if (opens) {
    id_ = answer.session_id();
  }
  McpMessage message = std::move(answer.message()).value_or(McpMessage());
  if (message.kind == McpMessage::Kind::Error) {
    co_return tl::make_unexpected(mcp_answer_error(message));
  }
  co_return message;
}

Task<Status> McpSession::notify(std::string_view method) {
  const auto sent = co_await post(mcp_notification(method), 0, true, false);
  co_return sent ? Status() : Status(tl::make_unexpected(sent.error()));
}

Task<Result<McpMessage>> McpSession::open() {
  id_.clear(), version_.clear();
  std::string params;
  json::ObjectWriter writer(params);
  writer.string("protocolVersion", k_version_asked);
  writer.raw("capabilities", "{}");
  writer.key("clientInfo");
  json::ObjectWriter client(writer.text());
  client.string("name", "itk");
  client.string("version", k_version);
  client.close();
  writer.close();
  const std::int64_t id = next_id_++;
  ITK_CO_TRY_ASSIGN(McpMessage opened, co_await post(mcp_request(id, "initialize", params), id, true, true));
  json::Parser parser;
  const json::PaddedText padded(opened.result);
  const auto members = parser.object(padded.view());
  const json::Value* version = members ? json::find(**members, "protocolVersion") : nullptr;
  version_ = version == nullptr ? "" : std::string(version->text);
  if (std::find(k_versions_spoken.begin(), k_versions_spoken.end(), version_) == k_versions_spoken.end()) {
    co_return tl::make_unexpected(
        mcp_error(ErrorClass::Validation, ExitCode::Usage, "mcp_version",
                  fmt::format("the server speaks version \"{}\" of the protocol; this version of itk-invoke speaks {}",
                              version_, fmt::join(k_versions_spoken, ", "))));
  }
  ITK_CO_TRY(co_await notify("notifications/initialized"));
  co_return opened;
}

Task<Result<McpMessage>> McpSession::call(std::string method, std::string params, bool is_harmless) {
  const std::int64_t id = next_id_++;
  co_return co_await post(mcp_request(id, method, params), id, is_harmless, false);
}

Task<> McpSession::close() {
  if (id_.empty() || status_ == 0) {
    co_return;  // there is none, or nobody who could be told
  }
  aws::HttpRequest goodbye = request("DELETE", "");
  goodbye.timeouts.total = std::chrono::seconds(10);
  if (!limit(goodbye) || (server_.signer != nullptr && !server_.signer->sign(goodbye, clock_.now()))) {
    co_return;
  }
  const auto ignored = co_await channel_.send(std::move(goodbye));
  static_cast<void>(ignored);
}

}  // namespace itk::invoke
