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

// What Lambda's runtimes print of an exception: {"errorType":...,"errorMessage":...}.
void read_exception(const Document& document, model::Event& event) {
  const json::Value* message = document.at_root({"errorMessage"});
  const std::string_view type = document.text_of({"errorType"});
  if (message != nullptr && message->kind == json::Kind::String && !type.empty()) {
    event.error = make_error(type, message->text);
    event.status = "error";
    event.level = event.level.empty() ? "ERROR" : event.level;
  }
}

void read_embedded(const Line& line, const std::string& object, bool is_whole, Reading& reading) {
  Document document(line.parser);
  if (!document.read(object)) {
    return;
  }
  const Line inner{object, line.message, line.is_lambda, line.parser};
  if (is_whole) {
    recognise_json(inner, document, reading);
    return;
  }
  if (recognise_agent_part(inner, document, reading)) {
    return;
  }
  if (is_record(document)) {
    recognise_app_json(inner, document, reading);
    return;
  }
  read_exception(document, reading.event);
  ids::from_json(object, {.request_is_lambda = false}, reading.event.ids);
}

// "[ERROR] KeyError: 'a'" of Python's runtime, with the traceback behind it.
void read_python_error(std::string_view text, model::Event& event) {
  constexpr std::string_view k_level = "[ERROR] ";
  if (!text.starts_with(k_level)) {
    return;
  }
  text.remove_prefix(k_level.size());
  text = text.substr(0, text.find_first_of("\r\n"));
  const std::size_t colon = text.find(": ");
  const std::string_view type = text.substr(0, colon);
  if (colon != std::string_view::npos && type.find_first_of(" \t") == std::string_view::npos) {
    event.error = make_error(type, text.substr(colon + 2));
    event.status = "error";
  }
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
  // A dict that is the whole line is a record that its logger printed so.
  const bool is_whole = line.text.starts_with('{') && line.text.ends_with('}') &&
                        read_python_literal(line.text).value_or(Literal{}).size == line.text.size();
  if (const std::optional<std::string> object = find_embedded_object(line.text)) {
    reading.count("text.object");
    read_embedded(line, *object, is_whole, reading);
  } else {
    reading.count("text");
  }
  if (!is_whole || event.text.empty()) {
    event.text = shortened(line.text, k_longest_text);
  }
  if (event.level.empty()) {
    event.level = level_in(line.text);
  }
  if (event.error.empty()) {
    read_python_error(line.text, event);
  }
  return true;
}

}  // namespace itk::logs
