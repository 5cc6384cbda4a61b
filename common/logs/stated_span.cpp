// Whole spans, one per line, as the Python kit and its users write them: "span_id", "component", "operation",
// "ts_start", ... What they state is kept as it is; itk-correlate judges it.
#include "common/ids/extract.h"
#include "common/logs/app_fields.h"
#include "common/logs/recogniser.h"

namespace itk::logs {

bool recognise_stated_span(const Line& line, Document& document, Reading& reading) {
  const json::Value* span = document.at_root({"span_id", "spanId"});
  const bool has_time = document.at_root({"ts_start", "tsStart", "startTime", "start_time"}) != nullptr;
  const bool has_name = names_component(document) || names_operation(document);
  if (span == nullptr || span->kind != json::Kind::String || !has_name ||
      !(has_time || document.at_root({"parent_span_id", "parentSpanId"}) != nullptr)) {
    return false;
  }
  reading.count("span");
  model::Event& event = reading.event;
  event.kind = model::event_kind::k_span;
  event.span = span->text;
  event.parent = document.text_of({"parent_span_id", "parentSpanId", "parent_id", "parentId"});
  read_app_fields(line, document, reading);
  read_app_times(document, reading);
  if (event.start && event.end) {
    event.duration_ms = milliseconds_between(*event.start, *event.end);
    event.status = event.status.empty() ? "ok" : event.status;
  }
  ids::from_json(line.text, {.request_is_lambda = true}, event.ids);
  return true;
}

}  // namespace itk::logs
