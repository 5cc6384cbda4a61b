// Spans of OpenTelemetry with flat attributes, one per line: records of the log group aws/spans (Transaction
// Search), and the snake-case form in which Python SDKs dump them. The GenAI conventions changed names more
// than once; current and older names, OpenInference and Traceloop are read.
#include "common/ids/extract.h"
#include "common/logs/component.h"
#include "common/logs/fields.h"
#include "common/logs/log_time.h"
#include "common/logs/recogniser.h"

namespace itk::logs {
namespace {

std::string_view text_in(const Members* members, Names names) {
  const json::Value* value = members != nullptr ? find_any(*members, names) : nullptr;
  return value != nullptr && value->kind == json::Kind::String ? value->text : std::string_view{};
}

const Members* open_member(Document& document, const Members& members, std::string_view name) {
  const json::Value* value = json::find(members, name);
  return value != nullptr ? document.open(*value) : nullptr;
}

std::string named(std::string_view type, std::string_view name) {
  return name.empty() ? "" : std::string(type) + ":" + std::string(name);
}

// What kind of work the span is: "chat", "invoke_agent", "execute_tool", or "".
std::string_view genai_operation(const Members* attributes) {
  const std::string_view operation = text_in(attributes, {"gen_ai.operation.name"});
  if (!operation.empty()) {
    return operation;
  }
  const std::string_view kind = text_in(attributes, {"openinference.span.kind", "traceloop.span.kind"});
  if (kind == "LLM") {
    return "chat";
  }
  if (kind == "AGENT" || kind == "agent") {
    return "invoke_agent";
  }
  return kind == "TOOL" || kind == "tool" ? "execute_tool" : std::string_view{};
}

std::string_view model_name(const Members* attributes) {
  return text_in(attributes, {"gen_ai.request.model", "gen_ai.response.model", "llm.model_name", "model_name"});
}

std::string genai_component(std::string_view operation, std::string_view name, const Members* attributes) {
  if (operation == "invoke_agent" || operation == "create_agent") {
    const std::string_view agent =
        text_in(attributes, {"gen_ai.agent.name", "gen_ai.agent.id", "agent_name", "traceloop.entity.name"});
    return named("agent", agent.empty() ? name : agent);
  }
  if (operation == "execute_tool") {
    const std::string_view tool = text_in(attributes, {"gen_ai.tool.name", "tool.name", "traceloop.entity.name"});
    return named("tool", tool.empty() ? name : tool);
  }
  return operation.empty() ? "" : named("model", model_name(attributes));
}

std::string service_component(const Members* attributes, const Members* resource, std::string_view span_kind) {
  const std::string_view function = text_in(attributes, {"faas.name", "aws.lambda.function_name"});
  if (!function.empty()) {
    return named("lambda", function);
  }
  if (text_in(resource, {"cloud.platform"}) == "aws_lambda") {
    const std::string_view name = text_in(resource, {"faas.name", "service.name"});
    if (span_kind != "CLIENT" && !name.empty()) {
      return named("lambda", name);
    }
  }
  const std::string_view remote = text_in(attributes, {"aws.remote.service", "rpc.service", "peer.service"});
  if (!remote.empty()) {
    return named("service", remote.starts_with("AWS::") ? remote.substr(5) : remote);
  }
  std::string_view local = text_in(resource, {"service.name"});
  if (local.empty()) {
    local = text_in(attributes, {"aws.local.service", "service.name"});
  }
  return named("service", local);
}

std::optional<model::Tokens> usage_of(const Members* attributes) {
  if (attributes == nullptr) {
    return std::nullopt;
  }
  const auto input = integer_of(
      find_any(*attributes, {"gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt"}));
  const auto output = integer_of(find_any(
      *attributes, {"gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion"}));
  return input || output ? std::optional(model::Tokens{input.value_or(0), output.value_or(0)}) : std::nullopt;
}

void read_payloads(const Members* attributes, model::Event& event) {
  if (attributes == nullptr) {
    return;
  }
  const json::Value* input =
      find_any(*attributes, {"gen_ai.input.messages", "gen_ai.tool.call.arguments", "input.value",
                             "traceloop.entity.input", "tool.parameters", "gen_ai.prompt"});
  if (input != nullptr) {
    event.request = one_line_unwrapped(*input);
  }
  const json::Value* output = find_any(*attributes, {"gen_ai.output.messages", "gen_ai.tool.call.result",
                                                     "output.value", "traceloop.entity.output", "gen_ai.completion"});
  if (output != nullptr) {
    event.response = one_line_unwrapped(*output);
  }
}

void read_status(Document& document, const Members* attributes, model::Event& event) {
  const Members* status = open_member(document, document.root(), "status");
  const std::string_view code = text_in(status, {"code", "status_code"});
  const std::string_view type = text_in(attributes, {"error.type", "exception.type"});
  event.status = code == "ERROR" || code == "STATUS_CODE_ERROR" ? "error" : "ok";
  if (event.status == "error") {
    std::string_view message = text_in(status, {"message", "description"});
    if (message.empty()) {
      message = text_in(attributes, {"exception.message"});
    }
    event.error = make_error(type, message);
  }
}

bool is_hex_id(std::string_view text, std::size_t size) {
  return text.size() == size && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

}  // namespace

bool recognise_otel_span(const Line& line, Document& document, Reading& reading) {
  const Members& root = document.root();
  const std::string_view span = text_in(&root, {"spanId", "span_id"});
  const std::string_view name = text_in(&root, {"name"});
  const json::Value* start = find_any(root, {"startTimeUnixNano", "start_time"});
  const json::Value* end = find_any(root, {"endTimeUnixNano", "end_time"});
  const std::string_view trace = text_in(&root, {"traceId", "trace_id"});
  // Ids of other kinds are fine where the times have OTLP's own names, which nobody else uses.
  const bool is_otlp = start != nullptr && end != nullptr && json::find(root, "startTimeUnixNano") == start;
  const bool has_ids = is_hex_id(span, 16) && is_hex_id(trace, 32);
  if (span.empty() || trace.empty() || (!has_ids && !is_otlp) || name.empty() ||
      (start == nullptr && end == nullptr)) {  // one of them is missing where it goes on, or was cut
    return false;
  }
  reading.count("otel.span");
  model::Event& event = reading.event;
  event.kind = model::event_kind::k_span;
  event.span = span;
  event.parent = text_in(&root, {"parentSpanId", "parent_span_id"});
  event.start = start != nullptr ? parse_log_time(*start) : std::nullopt;
  event.end = end != nullptr ? parse_log_time(*end) : std::nullopt;
  reading.stated = event.start ? event.start : event.end;
  if (event.start && event.end) {
    event.duration_ms = milliseconds_between(*event.start, *event.end);
  } else {
    reading.count("time.unknown");
  }
  const Members* attributes = open_member(document, root, "attributes");
  const Members* resource_object = open_member(document, root, "resource");
  const Members* resource =
      resource_object != nullptr ? open_member(document, *resource_object, "attributes") : nullptr;
  const std::string_view operation = genai_operation(attributes);
  event.operation = operation.empty() ? name : operation;
  event.component = genai_component(operation, name, attributes);
  if (event.component.empty()) {
    event.component = service_component(attributes, resource, text_in(&root, {"kind"}));
  }
  event.model = model_name(attributes);
  event.tokens = usage_of(attributes);
  event.attempt = integer_of(attributes != nullptr ? find_any(*attributes, {"retry_attempt", "attempt"}) : nullptr);
  event.text = name;
  read_payloads(attributes, event);
  read_status(document, attributes, event);
  ids::from_json(line.text, {.request_is_lambda = false}, event.ids);
  return true;
}

// Log records of OpenTelemetry (AgentCore's otel-rt-logs): they stand beside spans and are none.
bool recognise_otel_log(const Line& line, Document& document, Reading& reading) {
  const Members& root = document.root();
  const json::Value* time = find_any(root, {"timeUnixNano", "observedTimeUnixNano"});
  if (time == nullptr || json::find(root, "body") == nullptr || json::find(root, "resource") == nullptr) {
    return false;
  }
  reading.count("otel.log");
  model::Event& event = reading.event;
  event.kind = model::event_kind::k_log;
  reading.stated = parse_log_time(*time);
  event.level = level_of(json::find(root, "severityText"));
  const Members* resource_object = open_member(document, root, "resource");
  const Members* resource =
      resource_object != nullptr ? open_member(document, *resource_object, "attributes") : nullptr;
  if (event.component.empty()) {
    event.component = service_component(nullptr, resource, "");
  }
  const json::Value& body = *json::find(root, "body");
  const Members* attributes = open_member(document, root, "attributes");
  const std::string_view name = text_in(attributes, {"event.name"});
  event.text = body.kind == json::Kind::String ? shortened(body.text, 8192) : std::string(name);
  ids::from_json(line.text, {.request_is_lambda = false}, event.ids);
  return true;
}

}  // namespace itk::logs
