// Log records of OpenTelemetry (AgentCore's otel-rt-logs, OTLP with flat attributes): they stand beside spans and are
// none. What a model or an agent was told and said is there, where the span does not have it.
#include "common/ids/extract.h"
#include "common/logs/fields.h"
#include "common/logs/log_time.h"
#include "common/logs/otel_attributes.h"
#include "common/logs/recogniser.h"

namespace itk::logs {
namespace {

constexpr std::size_t k_longest_text = 8192;

// Numbers 1 to 24, in fours from TRACE to FATAL.
std::string severity_of(const Members& root) {
  const std::string level = level_of(find_any(root, {"severityText", "severity_text"}));
  const auto number = integer_of(find_any(root, {"severityNumber", "severity_number"}));
  if (!level.empty() || !number || *number < 1 || *number > 24) {
    return level;
  }
  static constexpr std::string_view k_names[] = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
  return std::string(k_names[static_cast<std::size_t>((*number - 1) / 4)]);
}

void read_messages(Document& document, const json::Value& body, model::Event& event) {
  const Members* members = body.kind == json::Kind::Object ? document.open(body) : nullptr;
  if (members == nullptr) {
    return;
  }
  const json::Value* input = json::find(*members, "input");
  const json::Value* output = json::find(*members, "output");
  event.request = input != nullptr && !input->is_null() ? one_line(input->raw) : RawJson{};
  event.response = output != nullptr && !output->is_null() ? one_line(output->raw) : RawJson{};
}

}  // namespace

bool recognise_otel_log(const Line& line, Document& document, Reading& reading) {
  const Members& root = document.root();
  const json::Value* time =
      find_any(root, {"timeUnixNano", "observedTimeUnixNano", "time_unix_nano", "observed_time_unix_nano"});
  const json::Value* body = json::find(root, "body");
  if (time == nullptr || body == nullptr || json::find(root, "resource") == nullptr) {
    return false;
  }
  reading.count("otel.log");
  model::Event& event = reading.event;
  event.kind = model::event_kind::k_log;
  reading.stated = parse_log_time(*time);
  event.level = severity_of(root);
  if (event.component.empty()) {
    event.component = otel_service({{}, {}, nullptr, otel_resource(document)});
  }
  const Members* attributes = otel_member(document, &root, "attributes");
  std::string_view name = otel_text(attributes, {"event.name"});
  name = name.empty() ? otel_text(&root, {"eventName", "event_name"}) : name;
  event.text = body->kind == json::Kind::String ? shortened(body->text, k_longest_text) : std::string(name);
  read_messages(document, *body, event);
  ids::from_json(line.text, {.request_is_lambda = false}, event.ids);
  return true;
}

}  // namespace itk::logs
