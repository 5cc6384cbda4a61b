// Whatever else a program prints: kind "log", with the ids of known shape, and what stands in JSON or in a
// Python dict inside the line. If that object is a record with an operation of its own, it is read as one.
#include <array>

#include "common/ids/extract.h"
#include "common/logs/app_fields.h"
#include "common/logs/fields.h"
#include "common/logs/python_literal.h"
#include "common/logs/recogniser.h"

namespace itk::logs {
namespace {

constexpr std::size_t k_longest_text = 8192;

// "[ERROR] ...", "ERROR: ...", "ERROR ..."
std::string level_in(std::string_view text) {
  if (text.starts_with('[')) {
    text.remove_prefix(1);
  }
  for (const std::string_view level : {"ERROR", "WARNING", "WARN", "INFO", "DEBUG", "CRITICAL", "FATAL", "TRACE"}) {
    const std::size_t size = level.size();
    if (text.starts_with(level) &&
        (text.size() == size || std::string_view(" ]:\t-").find(text[size]) != std::string_view::npos)) {
      return std::string(level);
    }
  }
  return text.starts_with("Traceback (most recent call last)") ? "ERROR" : "";
}

// Whether the object is a record with a name of its own, not just data that the line shows.
bool is_record(const Document& document) { return names_component(document) && names_operation(document); }

void read_embedded(const Line& line, const std::string& object, Reading& reading) {
  Document document(line.parser);
  if (!document.read(object)) {
    return;
  }
  if (is_record(document)) {
    const Line inner{object, line.message, line.is_lambda, line.parser};
    recognise_app_json(inner, document, reading);
    return;
  }
  ids::from_json(object, {.request_is_lambda = false}, reading.event.ids);
}

}  // namespace

bool recognise_plain_text(const Line& line, Reading& reading) {
  model::Event& event = reading.event;
  event.kind = model::event_kind::k_log;
  const bool looks_like_json = line.text.starts_with('{') || line.text.starts_with('[') || line.text.starts_with('"');
  if (looks_like_json) {
    ids::from_json(line.text, {.request_is_lambda = false}, event.ids);
  } else {
    ids::from_text(line.text, event.ids);
  }
  if (const std::optional<std::string> object = find_embedded_object(line.text)) {
    reading.count("text.object");
    read_embedded(line, *object, reading);
  } else {
    reading.count("text");
  }
  event.text = shortened(line.text, k_longest_text);
  if (event.level.empty()) {
    event.level = level_in(line.text);
  }
  return true;
}

}  // namespace itk::logs
