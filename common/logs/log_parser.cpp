#include "common/logs/log_parser.h"

#include <algorithm>

#include "common/base/bytes.h"
#include "common/base/digest.h"
#include "common/base/text.h"
#include "common/ids/id.h"
#include "common/json/raw_json.h"
#include "common/logs/component.h"
#include "common/logs/recogniser.h"

namespace itk::logs {
namespace {

constexpr JsonRecogniser k_json_formats[] = {
    recognise_platform_event, recognise_metric,      recognise_model_invocation,
    recognise_agent_part,     recognise_otel_span,   recognise_otel_log,
    recognise_xray_segment,   recognise_stated_span, recognise_app_json};
constexpr TextRecogniser k_text_formats[] = {recognise_lambda_text, recognise_tab_text, recognise_call_text,
                                             recognise_plain_text};

// A message that is a JSON string is one that somebody encoded once more.
constexpr int k_max_encodings = 5;

// design: above 4 MiB a payload is cut.
constexpr std::size_t k_max_payload = 4u << 20;

std::optional<std::string> decoded(std::string_view text, json::Parser& parser) {
  const json::PaddedText array("[" + std::string(text) + "]");
  const Result<const Members*> elements = parser.array(array.view());
  if (!elements || (*elements)->size() != 1 || (*elements)->front().value.kind != json::Kind::String) {
    return std::nullopt;
  }
  return std::string((*elements)->front().value.text);
}

// The longest part of `text` whose JSON is not longer than a payload may be.
json::Payload cut_payload(std::string_view text) {
  std::size_t size = k_max_payload;
  for (;; size /= 2) {
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) {
      --size;
    }
    json::Payload payload = json::make_payload(text.substr(0, size));
    if (payload.json.text.size() <= 2 * k_max_payload) {
      return payload;
    }
  }
}

// Whether all of it was read as JSON a moment ago, and is one line.
bool is_known_json(std::string_view line, const Reading& reading) {
  return line.data() == reading.json.data() && line.size() == reading.json.size() && !line.empty() &&
         find_either(line, 0, '\n', '\r') == line.size();
}

void set_payload(std::string_view text, Reading& reading) {
  model::Event& event = reading.event;
  const std::string_view line = trim(text);  // space around JSON is no part of it
  json::Payload payload;
  if (text.size() <= k_max_payload) {
    payload = is_known_json(line, reading) || json::is_one_line_json(line) ? json::Payload{{std::string(line)}, {}}
                                                                           : json::make_payload(text);
  }
  if (text.size() > k_max_payload || payload.json.text.size() > 2 * k_max_payload) {
    payload = cut_payload(text);
    event.size = static_cast<std::int64_t>(text.size());
    event.sha256 = sha256_hex(text);
    event.request = {};
    event.response = {};
    event.error = event.error.text.size() > k_max_payload ? RawJson{} : event.error;
    reading.count("payload.cut");
  }
  if (payload.json.text == "null") {
    payload.json.text = json::quote("null");  // in a record, null is absent
  }
  event.payload = std::move(payload.json);
  event.enc = std::move(payload.encoding);
}

}  // namespace

void Reading::count(std::string_view name) {
  const auto entry = counts.find(name);
  if (entry == counts.end()) {
    counts.emplace(name, 1);
  } else {
    ++entry->second;
  }
}

bool recognise_json(const Line& line, Document& document, Reading& reading) {
  return std::any_of(std::begin(k_json_formats), std::end(k_json_formats),
                     [&](JsonRecogniser format) { return format(line, document, reading); });
}

void recognise(const Line& line, Reading& reading) {
  if (line.text.starts_with('{')) {
    Document document(line.parser);
    if (document.read(line.text)) {
      reading.json = line.text;
      recognise_json(line, document, reading);
      return;
    }
    if (json::is_one_line_json(line.text) || line.text.find("\":") != std::string_view::npos) {
      reading.count("json.broken");
    }
  }
  std::any_of(std::begin(k_text_formats), std::end(k_text_formats),
              [&](TextRecogniser format) { return format(line, reading); });
}

const LogParser::Place& LogParser::place_of(const LogMessage& message) {
  if (place_.group != message.group || place_.stream != message.stream) {
    place_ = {std::string(message.group), std::string(message.stream), component_of(message.group, message.stream),
              !lambda_of(message.group, message.stream).empty()};
  }
  return place_;
}

ParsedMessage LogParser::parse(const LogMessage& message) {
  Reading reading{{}, {}, {}, counts_, steps_};
  model::Event& event = reading.event;
  const Place& place = place_of(message);
  event.group = message.group;
  event.stream = message.stream;
  event.component = place.component;

  std::string storage;
  std::string_view text = trim(message.text);
  for (int i = 0; i < k_max_encodings && text.starts_with('"'); ++i) {
    std::optional<std::string> inner = decoded(text, parser_);
    if (!inner) {
      break;
    }
    storage = std::move(*inner);
    text = trim(storage);
  }
  recognise({text, message, place.is_lambda, parser_}, reading);

  event.time = message.time ? message.time : reading.stated;
  if (!reading.request.empty()) {
    event.ids.push_back(reading.request);
  }
  ids::canonicalise(event.ids);
  set_payload(message.payload.empty() ? message.text : message.payload, reading);
  return {std::move(event), std::move(reading.request)};
}

}  // namespace itk::logs
