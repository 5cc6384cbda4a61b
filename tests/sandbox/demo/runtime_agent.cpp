#include "tests/sandbox/demo/runtime_agent.h"

#include <fmt/format.h>

#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/demo/incoming.h"
#include "tests/sandbox/demo/json_line.h"

namespace itk::sandbox::demo {
namespace {

struct Prompt {
  std::string text;
  Scenario scenario = Scenario::Happy;
  bool stream = false;
};

Prompt read_prompt(const HttpRequest& request) {
  const auto document = parse_document(request.body);
  if (!document) {
    return {request.body};
  }
  const auto text_of = [&](const char* name) {
    const Json::Value& value = (*document)[name];
    return value.isString() ? value.asString() : "";
  };
  const Json::Value& stream = (*document)["stream"];
  return {text_of("prompt"), scenario_named(text_of("scenario")), stream.isBool() && stream.asBool()};
}

}  // namespace

RuntimeAgent::RuntimeAgent(World& world, Supervisor& supervisor)
    : world_(world),
      supervisor_(supervisor),
      stream_(world, k_runtime_logs, stream_date(world.clock.now()) + "/[runtime-logs]" + random_uuid()) {}

void RuntimeAgent::log(std::string_view level, std::string_view logger, std::string_view message,
                       const std::string& session_id, const std::string& request_id, std::string_view name,
                       std::string_view json) {
  const Timestamp now = world_.clock.now();
  JsonLine line;
  line.text("timestamp", iso_milliseconds(now)).text("level", level).text("message", message);
  line.text("logger", logger).text("requestId", request_id).text("sessionId", session_id);
  if (!name.empty()) {
    line.text("operation", "invoke").raw(name, json);
  }
  stream_.write_at(now, line.close());
}

RuntimeReply RuntimeAgent::invoke(const HttpRequest& request, const std::string& session_id,
                                  const std::string& request_id) {
  const Timestamp start = world_.clock.now();
  const Prompt prompt = read_prompt(request);
  JsonLine received;
  received.raw("headers", runtime_headers_json(request)).raw("payload", body_json(request.body));
  log("INFO", "orders_agent", "Received payload", session_id, request_id, "request", received.close());
  AgentAnswer answer =
      supervisor_.invoke({session_id, prompt.text, prompt.scenario, incoming_trace(request, start), request_id});
  const double seconds = milliseconds_between(start, world_.clock.now()) / 1000;
  if (answer) {
    log("INFO", "orders_agent", "Answering", session_id, request_id, "response",
        JsonLine().text("result", *answer).close());
    log("INFO", "bedrock_agentcore.app", fmt::format("Invocation completed successfully ({:.3f}s)", seconds),
        session_id, request_id);
  } else {
    JsonLine error;
    error.text("code", answer.error().code).text("message", answer.error().message);
    log("ERROR", "bedrock_agentcore.app", fmt::format("Invocation failed ({:.3f}s)", seconds), session_id, request_id,
        "error", error.close());
  }
  return {std::move(answer), prompt.stream};
}

}  // namespace itk::sandbox::demo
