// Spans of OpenTelemetry with flat attributes, as in the log group aws/spans and in the dumps of many SDKs.
#include "common/ids/extract.h"
#include "common/ids/id_shape.h"
#include "common/logs/fields.h"
#include "common/logs/log_time.h"
#include "common/logs/otel_attributes.h"
#include "common/logs/recogniser.h"

namespace itk::logs {
namespace {

bool is_hex_id(std::string_view text, std::size_t size) {
  return text.size() == size && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// Python's SDK prints "0x1f...".
std::string_view without_prefix(std::string_view id) { return id.starts_with("0x") ? id.substr(2) : id; }

struct Identity {
  std::string_view trace, span, parent;
};

Identity identity_of(Document& document) {
  const Members& root = document.root();
  // Python's SDK has them one level deeper.
  const Members* context = otel_member(document, &root, "context");
  const auto id = [&](Names names) {
    const std::string_view text = otel_text(&root, names);
    return without_prefix(text.empty() ? otel_text(context, names) : text);
  };
  return {id({"traceId", "trace_id"}), id({"spanId", "span_id"}),
          without_prefix(otel_text(&root, {"parentSpanId", "parent_span_id", "parent_id"}))};
}

bool is_error_code(const Members* status) {
  const json::Value* code = status != nullptr ? find_any(*status, {"code", "status_code", "statusCode"}) : nullptr;
  if (code == nullptr) {
    return false;
  }
  return code->kind == json::Kind::String ? code->text.ends_with("ERROR") : code->is_integer && code->integer == 2;
}

struct Failure {
  std::string type, message;
};

// A span's events: what went wrong, and what was said to a model before spans had attributes for it.
void read_events(Document& document, const json::Value& events, model::Event& event, Failure& failure) {
  document.for_each(events, [&](const Members& one) {
    const std::string_view name = otel_text(&one, {"name", "event_name", "event.name"});
    const Members* attributes = otel_member(document, &one, "attributes");
    if (attributes == nullptr) {
      return;
    }
    const json::Value* raw = json::find(one, "attributes");
    const json::Value* input = json::find(*attributes, "gen_ai.input.messages");
    const json::Value* output = json::find(*attributes, "gen_ai.output.messages");
    if (name == "exception") {
      failure = {std::string(otel_text(attributes, {"exception.type"})),
                 std::string(otel_text(attributes, {"exception.message"}))};
    } else if (input != nullptr || output != nullptr) {
      event.request = input != nullptr ? one_line_unwrapped(*input) : event.request;
      event.response = output != nullptr ? one_line_unwrapped(*output) : event.response;
    } else if (name == "gen_ai.choice" || name == "gen_ai.content.completion") {
      event.response = one_line(raw->raw);
    } else if (name == "gen_ai.user.message" || name == "gen_ai.tool.message" || name == "gen_ai.content.prompt") {
      event.request = one_line(raw->raw);
    }
  });
}

void read_status(Document& document, const Members* attributes, Failure failure, model::Event& event) {
  const Members* status = otel_member(document, &document.root(), "status");
  event.status = is_error_code(status) ? "error" : "ok";
  if (event.status == "ok") {
    return;
  }
  if (const std::string_view type = otel_text(attributes, {"error.type", "exception.type"}); !type.empty()) {
    failure.type = type;
  }
  if (const std::string_view message = otel_text(status, {"message", "description"}); !message.empty()) {
    failure.message = message;
  } else if (failure.message.empty()) {
    failure.message = otel_text(attributes, {"exception.message", "error.message"});
  }
  event.error = make_error(failure.type, failure.message);
}

void read_times(const json::Value* start, const json::Value* end, Reading& reading) {
  model::Event& event = reading.event;
  event.start = start != nullptr ? parse_log_time(*start) : std::nullopt;
  event.end = end != nullptr ? parse_log_time(*end) : std::nullopt;
  reading.stated = event.start ? event.start : event.end;
  if (event.start && event.end) {
    event.duration_ms = milliseconds_between(*event.start, *event.end);
  } else {
    reading.count("time.unknown");
  }
}

}  // namespace

bool recognise_otel_span(const Line& line, Document& document, Reading& reading) {
  const Members& root = document.root();
  const std::string_view name = otel_text(&root, {"name"});
  const json::Value* start = find_any(root, {"startTimeUnixNano", "start_time_unix_nano", "start_time"});
  const json::Value* end = find_any(root, {"endTimeUnixNano", "end_time_unix_nano", "end_time"});
  if (name.empty() || (start == nullptr && end == nullptr)) {  // one is missing where it goes on, or was cut
    return false;
  }
  const Identity identity = identity_of(document);
  // Ids of other kinds are fine where the times have OTLP's own names, which nobody else uses.
  const bool is_otlp = start != nullptr && end != nullptr && json::find(root, "startTimeUnixNano") == start;
  const bool has_ids = is_hex_id(identity.span, 16) && is_hex_id(identity.trace, 32);
  if (identity.span.empty() || identity.trace.empty() || (!has_ids && !is_otlp)) {
    return false;
  }
  reading.count("otel.span");
  model::Event& event = reading.event;
  event.kind = model::event_kind::k_span;
  event.span = identity.span;
  event.parent = identity.parent;
  event.text = name;
  read_times(start, end, reading);
  const Members* attributes = otel_member(document, &root, "attributes");
  event.span_kind = otel_kind(root, attributes);
  read_otel_facts({name, event.span_kind, attributes, otel_resource(document)}, event);
  Failure failure;
  if (const json::Value* events = find_any(root, {"events", "span_events"})) {
    model::Event said;
    read_events(document, *events, said, failure);
    event.request = event.request.empty() ? std::move(said.request) : std::move(event.request);
    event.response = event.response.empty() ? std::move(said.response) : std::move(event.response);
  }
  read_status(document, attributes, std::move(failure), event);
  ids::from_json(line.text, {.request_is_lambda = false}, event.ids);
  ids::append_stated(ids::KeyRule::Trace, identity.trace, false, event.ids);
  ids::append_stated(ids::KeyRule::Span, identity.span, false, event.ids);
  return true;
}

}  // namespace itk::logs
