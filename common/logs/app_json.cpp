// JSON records of applications, whatever logger wrote them: Lambda's JSON format, Powertools, structlog,
// pino. A line that asks for something is kind "start", one that has the answer or an error kind "end", where
// it names an operation; itk-correlate pairs them.
#include <array>

#include "common/ids/extract.h"
#include "common/logs/app_fields.h"
#include "common/logs/fields.h"
#include "common/logs/recogniser.h"

namespace itk::logs {
namespace {

namespace kind = model::event_kind;

enum class Direction { Unknown, Start, End };

struct Suffix {
  std::string_view text;
  Direction direction;
};

constexpr std::array k_suffixes = {
    Suffix{"start", Direction::Start},   Suffix{"started", Direction::Start}, Suffix{"begin", Direction::Start},
    Suffix{"request", Direction::Start}, Suffix{"complete", Direction::End},  Suffix{"completed", Direction::End},
    Suffix{"end", Direction::End},       Suffix{"finished", Direction::End},  Suffix{"done", Direction::End},
    Suffix{"response", Direction::End},  Suffix{"success", Direction::End},   Suffix{"error", Direction::End},
    Suffix{"failed", Direction::End},
};

// "handler.start" is the start of "handler": both lines of a pair get the same operation.
Direction take_suffix(std::string& operation) {
  const std::size_t dot = operation.find_last_of(".:/");
  if (dot == std::string::npos || dot == 0) {
    return Direction::Unknown;
  }
  for (const Suffix& suffix : k_suffixes) {
    if (std::string_view(operation).substr(dot + 1) == suffix.text) {
      operation.resize(dot);
      return suffix.direction;
    }
  }
  return Direction::Unknown;
}

bool contains_word(const std::string& lower, std::string_view word) { return lower.find(word) != std::string::npos; }

// What the message says where the fields do not.
Direction direction_of(std::string_view message) {
  std::string lower(message.substr(0, 200));
  for (char& c : lower) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  for (const std::string_view word : {"response received", "received response", "completed", "complete", "finished",
                                      "succeeded", "returned", "replied", "failed", "timed out"}) {
    if (contains_word(lower, word)) {
      return Direction::End;
    }
  }
  for (const std::string_view word :
       {"invoking", "calling", "sending", "request received", "received request", "starting", "started"}) {
    if (contains_word(lower, word)) {
      return Direction::Start;
    }
  }
  return Direction::Unknown;
}

Direction direction_of(const Document& document, const model::Event& event, Direction suffix) {
  if (!event.response.empty() || !event.error.empty()) {
    return Direction::End;
  }
  if (suffix != Direction::Unknown) {
    return suffix;
  }
  if (event.status == "error" || is_error_level(event.level)) {
    return Direction::End;
  }
  if (!event.request.empty()) {
    return Direction::Start;
  }
  return direction_of(document.text_of({"message", "msg"}));
}

// "Invoking agent with {'inputText': ...}": what a line has no field for may stand in its message.
void take_message_object(const Document& document, model::Event& event) {
  if (document.message_object().empty()) {
    return;
  }
  RawJson object = one_line(document.message_object());
  if (event.kind == kind::k_start && event.request.empty()) {
    event.request = std::move(object);
  } else if (event.kind == kind::k_end && event.status == "error" && event.error.empty()) {
    event.error = std::move(object);
  } else if (event.kind == kind::k_end && event.status != "error" && event.response.empty()) {
    event.response = std::move(object);
  }
}

void settle_status(model::Event& event) {
  if (event.kind == kind::k_end && event.status.empty()) {
    event.status = is_error_level(event.level) ? "error" : "ok";
  }
}

void settle_times(Direction direction, const Line& line, Reading& reading) {
  model::Event& event = reading.event;
  const std::optional<Timestamp> own = event.start ? event.start : line.message.time;
  const bool has_end = event.end.has_value();
  if (direction == Direction::Start) {
    event.start = own;
  } else if (direction == Direction::End) {
    event.end = has_end ? event.end : own;
    event.start = has_end ? event.start : std::nullopt;
  } else {
    event.start = std::nullopt;
    event.end = std::nullopt;
  }
}

}  // namespace

bool recognise_app_json(const Line& line, Document& document, Reading& reading) {
  reading.count("json");
  model::Event& event = reading.event;
  const std::optional<Timestamp> prefix_time = reading.stated;
  read_app_fields(line, document, reading);
  read_app_times(document, reading);
  if (!event.start) {
    event.start = prefix_time;
    reading.stated = reading.stated ? reading.stated : prefix_time;
  }
  Direction direction = Direction::Unknown;
  if (!event.operation.empty()) {
    const Direction suffix = take_suffix(event.operation);
    direction = direction_of(document, event, suffix);
  }
  event.kind = direction == Direction::Start ? kind::k_start : direction == Direction::End ? kind::k_end : kind::k_log;
  settle_status(event);
  take_message_object(document, event);
  if (event.kind == kind::k_end && event.status == "error" && event.error.empty()) {
    event.error = make_error("", event.text);
  }
  settle_times(direction, line, reading);
  const ids::ExtractOptions options{.request_is_lambda = line.is_lambda || line.message.group.empty()};
  ids::from_json(line.text, options, event.ids);
  ids::from_json(document.message_object(), {.request_is_lambda = false}, event.ids);
  return true;
}

}  // namespace itk::logs
