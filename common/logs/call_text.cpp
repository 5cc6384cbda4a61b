// Calls in text: "InvokeAgent request: {...}", "InvokeAgent response: {...}", "InvokeAgent failed: <why>".
// The first word has to look like the name of an operation, not like one of a sentence ("Invalid request:
// ...").
#include <algorithm>
#include <array>

#include "common/ids/extract.h"
#include "common/json/raw_json.h"
#include "common/logs/fields.h"
#include "common/logs/python_literal.h"
#include "common/logs/recogniser.h"

namespace itk::logs {
namespace {

namespace kind = model::event_kind;

constexpr std::size_t k_longest_name = 64;
constexpr std::size_t k_longest_text = 8192;

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

// InvokeAgent, get_weather, orders.lookup
bool is_operation_name(std::string_view word) {
  if (word.size() < 3 || word.size() > k_longest_name || !(is_upper(word[0]) || is_lower(word[0]))) {
    return false;
  }
  bool has_joint = false;
  for (std::size_t i = 1; i < word.size(); ++i) {
    const char c = word[i];
    const bool is_letter = is_upper(c) || is_lower(c) || (c >= '0' && c <= '9');
    if (!is_letter && c != '_' && c != '.') {
      return false;
    }
    has_joint = has_joint || (!is_letter && i + 1 < word.size()) || (is_upper(c) && is_lower(word[i - 1]));
  }
  return has_joint;
}

struct Call {
  std::string_view operation, direction, rest;
};

std::optional<Call> split(std::string_view text) {
  const std::size_t space = text.find(' ');
  const std::size_t colon = text.find(": ");
  if (space == std::string_view::npos || colon == std::string_view::npos || colon < space) {
    return std::nullopt;
  }
  const Call call{text.substr(0, space), text.substr(space + 1, colon - space - 1), text.substr(colon + 2)};
  constexpr std::array<std::string_view, 4> k_directions = {"request", "response", "failed", "error"};
  const bool is_known = std::find(k_directions.begin(), k_directions.end(), call.direction) != k_directions.end();
  return is_known && is_operation_name(call.operation) ? std::optional(call) : std::nullopt;
}

// The object, where it is all there is; else the text.
RawJson payload_of(std::string_view rest) {
  if (rest.starts_with('{')) {
    const std::optional<Literal> literal = read_python_literal(rest);
    if (literal && literal->size == rest.size()) {
      return json::is_one_line_json(rest) ? RawJson{std::string(rest)} : one_line(literal->json);
    }
  }
  return {json::quote(rest)};
}

// "ThrottlingException: Too many requests"
RawJson error_of(std::string_view rest) {
  if (rest.starts_with('{')) {
    return payload_of(rest);
  }
  const std::size_t colon = rest.find(": ");
  const std::string_view type = rest.substr(0, colon);
  if (colon == std::string_view::npos || !is_operation_name(type)) {
    return make_error("", rest);
  }
  return make_error(type, rest.substr(colon + 2));
}

}  // namespace

bool recognise_call_text(const Line& line, Reading& reading) {
  const std::optional<Call> call = split(line.text);
  if (!call) {
    return false;
  }
  reading.count("text.call");
  model::Event& event = reading.event;
  const std::optional<Timestamp> time = reading.stated ? reading.stated : line.message.time;
  event.operation = call->operation;
  event.text = shortened(line.text, k_longest_text);
  if (call->direction == "request") {
    event.kind = kind::k_start;
    event.start = time;
    event.request = payload_of(call->rest);
  } else {
    event.kind = kind::k_end;
    event.end = time;
    event.status = call->direction == "response" ? "ok" : "error";
    if (event.status == "ok") {
      event.response = payload_of(call->rest);
    } else {
      event.error = error_of(call->rest);
    }
  }
  ids::from_text(line.text, event.ids);
  if (const std::optional<std::string> object = find_embedded_object(line.text)) {
    ids::from_json(*object, {.request_is_lambda = false}, event.ids);
  }
  return true;
}

}  // namespace itk::logs
