// Segments of X-Ray as applications and its daemon log them: whole spans. What they hold (subsegments) is read where
// saved files are; a line is one event.
#include "common/ids/extract.h"
#include "common/ids/id_shape.h"
#include "common/logs/fields.h"
#include "common/logs/log_time.h"
#include "common/logs/recogniser.h"

namespace itk::logs {
namespace {

std::string_view string_of(const Members& members, std::string_view name) {
  const json::Value* value = json::find(members, name);
  return value != nullptr && value->kind == json::Kind::String ? value->text : std::string_view{};
}

bool is_true(const Members& members, std::string_view name) {
  const json::Value* value = json::find(members, name);
  return value != nullptr && value->kind == json::Kind::Bool && value->boolean;
}

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_segment(const Members& root) {
  const std::string_view id = string_of(root, "id");
  return id.size() == 16 && is_hex(id) && !string_of(root, "name").empty() &&
         ids::normalise_trace_id(string_of(root, "trace_id")) &&
         (json::find(root, "start_time") != nullptr || json::find(root, "end_time") != nullptr);
}

std::optional<Timestamp> time_of(const Members& root, std::string_view name) {
  const json::Value* value = json::find(root, name);
  return value != nullptr ? parse_log_time(*value) : std::nullopt;
}

void read_error(Document& document, model::Event& event) {
  const Members& root = document.root();
  const bool is_throttled = is_true(root, "throttle");
  event.status = is_throttled || is_true(root, "fault") || is_true(root, "error") ? "error" : "ok";
  if (event.status == "ok") {
    return;
  }
  std::string type = is_throttled ? "Throttling" : "", message;
  const json::Value* cause = json::find(root, "cause");
  const Members* members = cause != nullptr ? document.open(*cause) : nullptr;  // or the id of one
  if (const json::Value* all = members != nullptr ? json::find(*members, "exceptions") : nullptr) {
    document.for_each(*all, [&](const Members& exception) {
      if (message.empty()) {
        type = string_of(exception, "type");
        message = string_of(exception, "message");
      }
    });
  }
  event.error = make_error(type, message);
}

}  // namespace

bool recognise_xray_segment(const Line& line, Document& document, Reading& reading) {
  const Members& root = document.root();
  if (!is_segment(root)) {
    return false;
  }
  reading.count("xray.segment");
  model::Event& event = reading.event;
  event.kind = model::event_kind::k_span;
  event.span = string_of(root, "id");
  event.parent = string_of(root, "parent_id");
  event.start = time_of(root, "start_time");
  event.end = time_of(root, "end_time");
  reading.stated = event.start ? event.start : event.end;
  if (event.start && event.end) {
    event.duration_ms = milliseconds_between(*event.start, *event.end);
  }
  const std::string name(string_of(root, "name"));
  const std::string_view where = string_of(root, "namespace");
  const bool is_function = string_of(root, "origin").starts_with("AWS::Lambda");
  event.component = (is_function ? "lambda:" : "service:") + name;
  event.span_kind = where == "aws" || where == "remote" ? "client" : is_function ? "server" : "";
  event.operation = name;
  const json::Value* aws = json::find(root, "aws");
  if (const Members* details = aws != nullptr ? document.open(*aws) : nullptr) {
    const std::string_view operation = string_of(*details, "operation");
    event.operation = operation.empty() ? name : operation;
    ids::append_stated(is_function ? ids::KeyRule::Lambda : ids::KeyRule::Request, string_of(*details, "request_id"),
                       false, event.ids);
  }
  event.text = name;
  read_error(document, event);
  ids::from_json(line.text, {.request_is_lambda = false}, event.ids);
  // A segment's own id has no telling key.
  ids::append_stated(ids::KeyRule::Span, event.span, false, event.ids);
  return true;
}

}  // namespace itk::logs
