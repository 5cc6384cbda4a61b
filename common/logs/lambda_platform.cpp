// System events of Lambda's JSON log format: {"time":"...","type":"platform.start","record":{...}}
// (https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html).
#include "common/ids/extract.h"
#include "common/ids/id_shape.h"
#include "common/logs/component.h"
#include "common/logs/fields.h"
#include "common/logs/log_time.h"
#include "common/logs/recogniser.h"

namespace itk::logs {
namespace {

namespace kind = model::event_kind;

std::string_view string_of(const Members& members, std::string_view name) {
  const json::Value* value = json::find(members, name);
  return value != nullptr && value->kind == json::Kind::String ? value->text : std::string_view{};
}

std::string_view kind_of(std::string_view type) {
  if (type == "platform.initStart") {
    return kind::k_lambda_init;
  }
  if (type == "platform.start") {
    return kind::k_lambda_start;
  }
  if (type == "platform.runtimeDone") {
    return kind::k_lambda_end;
  }
  return type == "platform.report" ? kind::k_lambda_report : kind::k_log;
}

void read_outcome(const Members& record, model::Event& event) {
  const std::string_view status = string_of(record, "status");
  if (status.empty()) {
    return;
  }
  event.status = status == "success" ? "ok" : "error";
  if (status != "success") {
    const std::string_view type = string_of(record, "errorType");
    event.error = make_error(type.empty() ? status : type, "");
  }
}

void read_metrics(Document& document, const Members& record, model::Event& event) {
  const json::Value* value = json::find(record, "metrics");
  const Members* metrics = value != nullptr ? document.open(*value) : nullptr;
  if (metrics == nullptr) {
    return;
  }
  event.duration_ms = number_of(json::find(*metrics, "durationMs"));
  event.init_ms = number_of(json::find(*metrics, "initDurationMs"));
}

}  // namespace

bool recognise_platform_event(const Line& line, Document& document, Reading& reading) {
  const std::string_view type = string_of(document.root(), "type");
  const json::Value* record_value = json::find(document.root(), "record");
  const Members* record =
      type.starts_with("platform.") && record_value != nullptr ? document.open(*record_value) : nullptr;
  if (record == nullptr) {
    return false;
  }
  reading.count("lambda.platform");
  model::Event& event = reading.event;
  event.kind = kind_of(type);
  event.operation = event.kind == kind::k_log ? "" : "Invoke";
  event.text = type;
  reading.stated = parse_log_time(string_of(document.root(), "time"));
  const std::string_view request = string_of(*record, "requestId");
  if (ids::is_plausible(request)) {
    reading.request = ids::make_id(ids::Kind::Lambda, request);
    event.text += " " + std::string(request);
  }
  if (event.component.empty() && !string_of(*record, "functionName").empty()) {
    event.component = "lambda:" + std::string(function_name(string_of(*record, "functionName")));
  }
  if (event.kind == kind::k_lambda_start) {
    event.start = reading.stated;
  } else if (event.kind == kind::k_lambda_end) {
    event.end = reading.stated;
  }
  read_outcome(*record, event);
  read_metrics(document, *record, event);
  ids::from_json(line.text, {.request_is_lambda = true}, event.ids);
  return true;
}

}  // namespace itk::logs
