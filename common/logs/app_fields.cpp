#include "common/logs/app_fields.h"

#include "common/ids/id_shape.h"
#include "common/logs/component.h"
#include "common/logs/fields.h"
#include "common/logs/log_time.h"

namespace itk::logs {
namespace {

constexpr std::size_t k_longest_name = 200;
constexpr std::size_t k_longest_text = 8192;

std::string_view name_under(const Document& document, Names names) {
  const std::string_view name = document.text_of(names);
  return name.size() <= k_longest_name && name.find('\n') == std::string_view::npos ? name : std::string_view{};
}

// A component that the line names itself wins over the log that it stands in; "service" and the like are what
// a whole system calls itself, so the name of the log's owner says more.
void read_component(const Document& document, model::Event& event) {
  if (const std::string_view stated = name_under(document, {"component", "span_type", "spanType"}); !stated.empty()) {
    event.component = stated;
    return;
  }
  if (!event.component.empty()) {
    return;
  }
  const std::string_view function =
      name_under(document, {"function_name", "functionName", "FunctionName", "faas.name"});
  if (!function.empty()) {
    event.component = "lambda:" + std::string(function_name(function));
    return;
  }
  if (const std::string_view service = name_under(document, {"service", "serviceName", "Service", "service.name"});
      !service.empty()) {
    event.component = service;
  } else if (!event.operation.empty()) {
    event.component = name_under(document, {"type", "source"});
  } else if (const std::string_view app = name_under(document, {"appname", "app_name"}); !app.empty()) {
    event.component = "service:" + std::string(app);
  }
}

void read_operation(const Document& document, model::Event& event) {
  event.operation = name_under(document, {"operation", "op"});
  // Weak names: "action" and "method" stand in all kinds of data, so they count only beside a component.
  if (event.operation.empty() && document.find({"component", "span_type", "spanType", "service"}) != nullptr) {
    event.operation = name_under(document, {"action", "method", "handler"});
  }
}

void read_error(const Document& document, model::Event& event) {
  const json::Value* error = document.find({"error", "err", "exception", "failure", "Exception"});
  const std::string_view type = document.text_of({"exception_name", "errorType", "error_type", "error.type"});
  const std::string_view message = document.text_of({"errorMessage", "error_message", "error.message"});
  if (error != nullptr && is_error(*error) && error->kind == json::Kind::Object) {
    event.error = one_line(error->raw);
  } else if (!type.empty()) {
    const std::string_view text = error != nullptr ? error->text : std::string_view{};
    event.error = make_error(type, message.empty() ? text : message);
  } else if (error != nullptr && is_error(*error)) {
    event.error = one_line(error->raw);
  } else if (!message.empty()) {
    event.error = make_error("", message);
  }
}

// A member that wraps the record is not also its request.
RawJson payload_under(const Document& document, Names names) {
  for (const std::string_view name : names) {
    const json::Value* value = document.find({name});
    if (value != nullptr && !document.is_wrapper(*value)) {
      return one_line(value->raw);
    }
  }
  return {};
}

void read_model(Document& document, model::Event& event) {
  const json::Value* usage = document.find({"usage", "tokens", "tokenUsage", "token_usage"});
  const json::Value* response = document.find({"response", "res", "output", "result"});
  const Members* opened = response != nullptr ? document.open(*response) : nullptr;
  if (usage == nullptr && opened != nullptr) {
    usage = find_any(*opened, {"usage"});
  }
  if (const Members* counts = usage != nullptr ? document.open(*usage) : nullptr; counts != nullptr) {
    event.tokens = tokens_of(*counts);
  } else if (usage == nullptr) {
    event.tokens = tokens_of(opened != nullptr ? *opened : document.root());
  }
  event.model = name_under(document, {"modelId", "model_id", "model"});
  const json::Value* request = document.find({"request", "req", "input"});
  const Members* asked = event.model.empty() && request != nullptr ? document.open(*request) : nullptr;
  if (asked != nullptr) {
    const json::Value* model = find_any(*asked, {"modelId", "model_id", "model"});
    event.model = model != nullptr && model->kind == json::Kind::String ? model->text : std::string_view{};
  }
}

// A retry *count* of 0 is the first attempt.
std::optional<std::int64_t> attempt_of(const Document& document) {
  if (const auto attempt = integer_of(document.find({"attempt", "retry_attempt", "retryAttempt"}))) {
    return attempt;
  }
  const auto retries = integer_of(document.find({"retry", "retryCount", "retry_count"}));
  return retries ? std::optional(*retries + 1) : std::nullopt;
}

std::string status_of(const Document& document, const model::Event& event) {
  if (!event.error.empty()) {
    return "error";
  }
  const std::string_view status = document.text_of({"status", "outcome"});
  for (const std::string_view bad :
       {"error", "failed", "failure", "timeout", "throttled", "ERROR", "FAILED", "FAILURE"}) {
    if (status == bad) {
      return "error";
    }
  }
  return event.response.empty() ? "" : "ok";
}

std::string text_of(const Line& line, const Document& document, const model::Event& event) {
  const json::Value* message = document.at_root({"message", "msg", "Message", "event"});
  if (message != nullptr && message->kind == json::Kind::String && !document.is_wrapper(*message)) {
    return shortened(message->text, k_longest_text);
  }
  if (!event.operation.empty()) {
    return event.component.empty() ? event.operation : event.component + " " + event.operation;
  }
  return shortened(message != nullptr ? message->raw : line.text, k_longest_text);
}

}  // namespace

bool names_component(const Document& document) {
  return document.at_root({"component", "span_type", "spanType"}) != nullptr;
}

bool names_operation(const Document& document) { return document.at_root({"operation", "op"}) != nullptr; }

void read_app_fields(const Line& line, Document& document, Reading& reading) {
  model::Event& event = reading.event;
  read_operation(document, event);
  read_component(document, event);
  if (const std::string level =
          level_of(document.find({"level", "levelname", "severity", "log_level", "log.level", "Level"}));
      !level.empty()) {
    event.level = level;
  }
  event.text = text_of(line, document, event);
  read_error(document, event);
  event.request = payload_under(document, {"request", "req", "input", "payload", "body"});
  event.response = payload_under(document, {"response", "res", "output", "result"});
  read_model(document, event);
  event.attempt = attempt_of(document);
  event.duration_ms =
      number_of(document.find({"duration_ms", "durationMs", "latency_ms", "latencyMs", "elapsed_ms", "elapsedMs"}));
  event.status = status_of(document, event);
  read_request(line, document, reading);
}

void read_request(const Line& line, const Document& document, Reading& reading) {
  if (!reading.request.empty() || !line.is_lambda) {
    return;
  }
  const std::string_view request = document.text_of(
      {"function_request_id", "FunctionRequestId", "functionRequestId", "awsRequestId", "AWSRequestId",
       "aws_request_id", "lambda_request_id", "lambdaRequestId", "requestId", "request_id", "reqId", "faas.execution"});
  if (ids::is_plausible(request)) {
    reading.request = ids::make_id(ids::Kind::Lambda, request);
  }
}

void read_app_times(Document& document, Reading& reading) {
  const json::Value* start = document.find(
      {"ts_start", "tsStart", "timestamp", "time", "startTime", "start_time", "@timestamp", "Timestamp", "ts"});
  const json::Value* end = document.find({"ts_end", "tsEnd", "endTime", "end_time"});
  if (start != nullptr) {
    reading.event.start = parse_log_time(*start);
    if (!reading.event.start) {
      reading.count("time.unknown");
    }
  }
  if (end != nullptr) {
    reading.event.end = parse_log_time(*end);
  }
  reading.stated = reading.event.start ? reading.event.start : reading.event.end;
}

}  // namespace itk::logs
