// Bedrock's own log of model invocations: one record for each call, with its prompt, its answer and its tokens
// (https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html). It has no trace id: the request id
// joins it to the span of the call, or what the application says in requestMetadata.
#include "common/ids/extract.h"
#include "common/ids/id_shape.h"
#include "common/logs/component.h"
#include "common/logs/fields.h"
#include "common/logs/log_time.h"
#include "common/logs/recogniser.h"

namespace itk::logs {
namespace {

const Members* open_member(Document& document, const Members* members, std::string_view name) {
  const json::Value* value = members != nullptr ? json::find(*members, name) : nullptr;
  return value != nullptr ? document.open(*value) : nullptr;
}

std::string_view string_of(const Members& members, std::string_view name) {
  const json::Value* value = json::find(members, name);
  return value != nullptr && value->kind == json::Kind::String ? value->text : std::string_view{};
}

// The body, or where in S3 it is.
RawJson body_of(const Members* side, Names names) {
  const json::Value* body = side != nullptr ? find_any(*side, names) : nullptr;
  return body != nullptr ? one_line_unwrapped(*body) : RawJson{};
}

void read_tokens(const Members* input, const Members* output, model::Event& event) {
  const auto asked = input != nullptr ? integer_of(json::find(*input, "inputTokenCount")) : std::nullopt;
  const auto answered = output != nullptr ? integer_of(json::find(*output, "outputTokenCount")) : std::nullopt;
  if (asked || answered) {
    event.tokens = model::Tokens{asked.value_or(0), answered.value_or(0)};
  }
}

// What Converse says of itself.
void read_latency(Document& document, const Members* output, model::Event& event) {
  const Members* metrics = open_member(document, open_member(document, output, "outputBodyJson"), "metrics");
  event.duration_ms = metrics != nullptr ? number_of(json::find(*metrics, "latencyMs")) : std::nullopt;
}

}  // namespace

bool recognise_model_invocation(const Line& line, Document& document, Reading& reading) {
  const Members& root = document.root();
  if (string_of(root, "schemaType") != "ModelInvocationLog") {
    return false;
  }
  reading.count("bedrock.model");
  model::Event& event = reading.event;
  event.kind = model::event_kind::k_end;
  event.model = model_of(string_of(root, "modelId"));
  event.component = "model:" + (event.model.empty() ? "unknown" : event.model);
  event.operation = string_of(root, "operation");
  event.text = event.component + " " + event.operation;
  reading.stated = parse_log_time(string_of(root, "timestamp"));
  event.end = reading.stated ? reading.stated : line.message.time;
  const Members* input = open_member(document, &root, "input");
  const Members* output = open_member(document, &root, "output");
  event.request = body_of(input, {"inputBodyJson", "inputBodyS3Path"});
  event.response = body_of(output, {"outputBodyJson", "outputBodyS3Path"});
  read_tokens(input, output, event);
  read_latency(document, output, event);
  const std::string_view error = string_of(root, "errorCode");
  event.status = error.empty() ? "ok" : "error";
  if (!error.empty()) {
    event.error = make_error(error, string_of(root, "errorMessage"));
  }
  ids::append_stated(ids::KeyRule::Request, string_of(root, "requestId"), false, event.ids);
  ids::append_shapes(line.text, event.ids);  // a nonce of ours in the prompt
  if (const json::Value* metadata = json::find(root, "requestMetadata")) {
    ids::from_json(metadata->raw, {.request_is_lambda = false}, event.ids);
  }
  return true;
}

}  // namespace itk::logs
