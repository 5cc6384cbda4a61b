#include "itk-invoke/mcp_invoke.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/aws/ascii.h"
#include "common/base/nearest.h"
#include "common/ids/id.h"
#include "common/json/writer.h"
#include "itk-invoke/mcp_call.h"
#include "itk-invoke/mcp_session.h"

namespace itk::invoke {
namespace {

bool grants_access(std::string_view header) {
  constexpr std::string_view k_parts[] = {"auth", "cookie", "token", "secret", "key", "password"};
  const std::string name = aws::lower_case(header);
  return std::any_of(std::begin(k_parts), std::end(k_parts),
                     [&](std::string_view part) { return name.find(part) != std::string::npos; });
}

// What the server says in one execution, as events.
class McpEvents {
 public:
  McpEvents(Ways& ways, const Identity& identity, const std::string& tool) : ways_(ways), component_("tool:" + tool) {
    const int delivery = ++ways.deliveries;
    id_ = identity.nonce + (delivery == 1 ? "-mcp" : fmt::format("-mcp{}", delivery));
    ids_ = {ids::make_id(ids::Kind::Nonce, identity.nonce)};
  }

  Status emit(const McpMessage& message, std::string operation) {
    model::Event event;
    event.id = fmt::format("{}-{:05}", id_, count_++);  // events of one time sort by id
    event.source = "mcp";
    event.kind = model::event_kind::k_log;
    event.time = ways_.aws.now();
    event.ids = ids_;
    event.component = component_;
    event.operation = std::move(operation);
    event.level = message.level;
    event.text = message.text;
    json::Payload payload = json::make_payload(message.raw);
    event.payload = std::move(payload.json);
    event.enc = std::move(payload.encoding);
    return ways_.emit(std::move(event));
  }

 private:
  Ways& ways_;
  std::string component_;
  std::string id_;
  std::vector<std::string> ids_;
  std::size_t count_ = 0;
};

class McpDelivery final : public Delivery {
 public:
  explicit McpDelivery(McpCall call) : call_(std::move(call)) {}

  std::string target() const override { return call_.target; }
  RawJson request(const Execution& execution) const override { return {call_.shown.shown(execution.values)}; }
  std::vector<std::string> fetches() const override {
    std::vector<std::string> all;
    for (const LateText* text : call_.texts()) {
      const std::vector<std::string> names = text->fetches();
      all.insert(all.end(), names.begin(), names.end());
    }
    return all;
  }
  std::optional<aws::Service> service() const override { return std::nullopt; }

  Status connect(AwsAccess& aws) override { return call_.signer ? call_.signer->connect(aws) : Status(); }

  Task<Delivered> send(Ways& ways, const Execution& execution) const override {
    for (const LateText* text : call_.texts()) {
      ITK_CO_TRY(text->check(execution.values));
    }
    McpEvents events(ways, execution.identity, call_.tool.shown(execution.values));
    McpSession session(server_of(execution), ways.loop, ways.loop.clock(), [&](const McpMessage& message) {
      return events.emit(message, message.method.empty() ? "response" : message.method);
    });
    Result<McpMessage> answer = co_await call_tool(session, events, execution);
    const int status = session.status();
    const std::string session_id = session.id();
    if (!answer) {
      answer = tl::make_unexpected(co_await with_nearest_tool(session, std::move(answer).error(), execution));
    }
    Delivered delivered = judge(std::move(answer), execution);
    Receipt& receipt = delivered ? *delivered : delivered.error().known;
    co_await session.close();
    receipt.attempts = session.attempts();
    receipt.http_status = status;
    if (!session_id.empty()) {
      receipt.ids = {ids::make_id(ids::Kind::Session, session_id)};
    }
    co_return delivered;
  }

 private:
  McpServer server_of(const Execution& execution) const {
    McpServer server;
    server.url = call_.url.render(execution.values);
    server.signer = call_.signer ? &*call_.signer : nullptr;
    server.deadline = execution.deadline;
    for (const auto& [name, value] : call_.headers) {
      server.headers.emplace_back(name, value.render(execution.values));
      add_secrets(server.headers.back(), server.secrets);
    }
    if (execution.leaves_marks) {
      const Identity& identity = execution.identity;
      mark(server.headers, "traceparent", identity.traceparent());
      mark(server.headers, "X-Amzn-Trace-Id", identity.xray_header());
      mark(server.headers, "baggage", fmt::format("{}={}", call_.nonce_attribute, identity.nonce));
    }
    return server;
  }

  // The value of a header that lets us in, and the last word of it alone: "Bearer abc".
  static void add_secrets(const std::pair<std::string, std::string>& header, std::vector<std::string>& secrets) {
    if (grants_access(header.first)) {
      secrets.push_back(header.second);
      secrets.push_back(header.second.substr(header.second.rfind(' ') + 1));
    }
  }

  // The case's own header comes first.
  static void mark(aws::Headers& headers, const std::string& name, const std::string& value) {
    if (!aws::find_header(headers, name)) {
      headers.emplace_back(name, value);
    }
  }

  std::string params_of(const Execution& execution, std::int64_t request_id) const {
    std::string text;
    json::ObjectWriter params(text);
    params.string("name", call_.tool.render(execution.values));
    params.raw("arguments", call_.arguments.render(execution.values));
    if (execution.leaves_marks) {
      params.key("_meta");
      json::ObjectWriter meta(params.text());
      meta.integer("progressToken", request_id);
      meta.string("traceparent", execution.identity.traceparent());
      meta.string(call_.nonce_attribute, execution.identity.nonce);
      meta.close();
    }
    params.close();
    return text;
  }

  Task<Result<McpMessage>> call_tool(McpSession& session, McpEvents& events, const Execution& execution) const {
    for (bool again = false;; again = true) {
      ITK_CO_TRY_ASSIGN(const McpMessage opened, co_await session.open());
      ITK_CO_TRY(events.emit(opened, "initialize"));
      std::string params = params_of(execution, session.next_id());
      Result<McpMessage> answer = co_await session.call("tools/call", std::move(params), false);
      if (answer || again || !session.is_lost()) {
        co_return answer;
      }
    }
  }

  // What the server says of a tool that it does not have differs; what it has it tells when asked.
  Task<Error> with_nearest_tool(McpSession& session, Error error, const Execution& execution) const {
    if (error.code != "jsonrpc-32601" && error.code != "jsonrpc-32602") {
      co_return error;
    }
    const Result<McpMessage> listed = co_await session.call("tools/list", "", true);
    const std::vector<std::string> names = listed ? read_tool_names(listed->result) : std::vector<std::string>();
    const std::string tool = call_.tool.render(execution.values);
    if (!names.empty() && std::find(names.begin(), names.end(), tool) == names.end()) {
      error.code = "unknown_tool";
      error.message += fmt::format("; the server has no tool \"{}\"{}", tool, did_you_mean(tool, names));
    }
    co_return error;
  }

  Delivered judge(Result<McpMessage> answer, const Execution& execution) const {
    Receipt receipt;
    if (!answer) {
      return tl::make_unexpected(DeliveryFailure(std::move(answer).error(), std::move(receipt)));
    }
    json::Payload payload = json::make_payload(answer->result);
    receipt.status = "ok";
    receipt.response = std::move(payload.json);
    receipt.enc = std::move(payload.encoding);
    const Result<McpToolResult> result = read_tool_result(answer->result);
    if (!result) {
      return tl::make_unexpected(DeliveryFailure(result.error(), std::move(receipt)));
    }
    if (result->is_error && !call_.allows_tool_error) {
      Error error{ErrorClass::Validation,
                  ExitCode::Failed,
                  "tool_error",
                  fmt::format("mcp: the tool {} reported an error: {}", call_.tool.shown(execution.values),
                              result->text.empty() ? "it does not say which" : result->text),
                  "mcp",
                  {}};
      return tl::make_unexpected(DeliveryFailure(std::move(error), std::move(receipt)));
    }
    return receipt;
  }

  McpCall call_;
};

}  // namespace

std::unique_ptr<Delivery> compile_mcp(const Case& test_case, const settings::Settings& settings, Problems& problems) {
  TargetReader target(test_case, settings, problems);
  std::optional<McpCall> call = read_mcp_call(test_case, target);
  return call ? std::make_unique<McpDelivery>(std::move(*call)) : nullptr;
}

}  // namespace itk::invoke
