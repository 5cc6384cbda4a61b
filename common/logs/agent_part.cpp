// Parts of a Bedrock agent's answer as log lines and saved streams have them: a frame of the event stream
// ({"headers":{":event-type":"trace"},"payload":{...}}), the event of an SDK ({"trace":{...}}, {"chunk":{...}}), the part
// alone ({"agentId":...,"trace":{"orchestrationTrace":...}}) or its step alone, itself or wrapped in a logger's record.
#include <algorithm>

#include "common/ids/extract.h"
#include "common/ids/id_shape.h"
#include "common/logs/agent_steps.h"
#include "common/logs/app_fields.h"
#include "common/logs/fields.h"
#include "common/logs/recogniser.h"

namespace itk::logs {
namespace {

struct Part {
  std::string type;
  std::string json;
};

bool has_section(const Members& members) {
  return std::any_of(members.begin(), members.end(), [](const json::Member& member) {
    return is_agent_section(member.key) && member.value.kind == json::Kind::Object;
  });
}

std::string_view string_in(const Members& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value != nullptr && value->kind == json::Kind::String ? value->text : std::string_view{};
}

// {"trace":{"orchestrationTrace":{...}}}, or the same once more inside of "trace".
std::optional<Part> part_in(Document& document, const Members& members, std::string_view raw) {
  if (has_section(members)) {
    return Part{"trace", "{\"trace\":" + std::string(raw) + "}"};
  }
  if (const json::Value* trace = json::find(members, "trace")) {
    const Members* inner = document.open(*trace);
    if (inner == nullptr) {
      return std::nullopt;
    }
    if (has_section(*inner)) {
      // Where the trace is JSON in a string, it alone can be read.
      return trace->kind == json::Kind::Object ? Part{"trace", std::string(raw)}
                                               : Part{"trace", "{\"trace\":" + std::string(trace->text) + "}"};
    }
    const json::Value* deeper = json::find(*inner, "trace");
    const Members* steps = deeper != nullptr ? document.open(*deeper) : nullptr;
    return steps != nullptr && has_section(*steps)
               ? std::optional(Part{"trace", std::string(trace->kind == json::Kind::Object ? trace->raw : trace->text)})
               : std::nullopt;
  }
  // Those alone are no more than a word: the members that they have tell.
  for (const auto& [type, member] : {std::pair("chunk", "bytes"), std::pair("returnControl", "invocationInputs")}) {
    const json::Value* value = members.size() == 1 ? json::find(members, type) : nullptr;
    const Members* inner = value != nullptr ? document.open(*value) : nullptr;
    if (inner != nullptr && json::find(*inner, member) != nullptr) {
      return Part{type, std::string(value->raw)};
    }
  }
  return std::nullopt;
}

std::optional<Part> frame_in(Document& document) {
  const json::Value* headers = json::find(document.root(), "headers");
  const json::Value* payload = json::find(document.root(), "payload");
  const Members* names = headers != nullptr && payload != nullptr ? document.open(*headers) : nullptr;
  if (names == nullptr || json::find(*names, ":message-type") == nullptr) {
    return std::nullopt;
  }
  for (const std::string_view key : {":event-type", ":exception-type", ":error-code"}) {
    if (const std::string_view type = string_in(*names, key); !type.empty()) {
      return Part{std::string(type), std::string(payload->kind == json::Kind::String ? payload->text : payload->raw)};
    }
  }
  return Part{"error", std::string(payload->raw)};
}

std::optional<Part> wrapped_part(Document& document) {
  for (const std::string_view key : {"message", "msg", "event", "data", "detail", "record", "log", "payload", "body"}) {
    const json::Value* value = json::find(document.root(), key);
    const Members* members = value != nullptr ? document.open(*value) : nullptr;
    if (members == nullptr) {
      continue;
    }
    const std::string_view raw = value->kind == json::Kind::Object ? value->raw : value->text;
    if (std::optional<Part> part = part_in(document, *members, raw)) {
      return part;
    }
  }
  return std::nullopt;
}

// "Agent trace: {...}": a record that a text shows.
std::optional<Part> shown_part(const std::string& object) {
  json::Parser parser;  // the line's holds what the others look at, if this is none
  Document shown(parser);
  return shown.read(object) ? part_in(shown, shown.root(), object) : std::nullopt;
}

// A look at the bytes first, for most lines are none: the key of a section, however often it is encoded.
bool may_be_part(std::string_view text) {
  for (const std::string_view word :
       {"Trace\"", "Trace\\", "Trace'", "\":message-type\"", "\"chunk\"", "\"returnControl\""}) {
    if (text.find(word) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

// What stands beside the part: the ids of who logged it. (Prompts inside of it speak of anything.)
void add_ids_beside(const Line& line, const Document& document, Reading& reading) {
  for (const json::Member& member : document.root()) {
    const std::optional<ids::KeyRule> rule =
        member.value.kind == json::Kind::String ? ids::rule_of_key(member.key) : std::nullopt;
    if (rule) {
      ids::append_stated(*rule, member.value.text, line.is_lambda, reading.event.ids);
    }
  }
  read_request(line, document, reading);
}

}  // namespace

bool recognise_agent_part(const Line& line, Document& document, Reading& reading) {
  if (!may_be_part(line.text)) {
    return false;
  }
  std::optional<Part> part = frame_in(document);
  part = part ? std::move(part) : part_in(document, document.root(), line.text);
  part = part ? std::move(part) : wrapped_part(document);
  if (!part && !document.message_object().empty()) {
    part = shown_part(document.message_object());
  }
  if (!part) {
    return false;
  }
  reading.count("bedrock.agent");
  model::Event& event = reading.event;
  event.level = level_of(document.find({"level", "levelname", "severity"}));
  add_ids_beside(line, document, reading);
  reading.steps.read(part->type, part->json, event);
  reading.stated = event.time;
  return true;
}

}  // namespace itk::logs
