// The lines that Lambda itself writes in its text log format. Fields are separated by tabs; documentation,
// emulators and copies show spaces instead, so fields are found by their names.
#include <charconv>

#include "common/ids/extract.h"
#include "common/ids/id_shape.h"
#include "common/logs/fields.h"
#include "common/logs/log_time.h"
#include "common/logs/recogniser.h"

namespace itk::logs {
namespace {

namespace kind = model::event_kind;

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) {
    return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

std::string_view first_word(std::string_view text) { return text.substr(0, text.find_first_of(" \t\r\n\\")); }

// The text behind "<name>: ", up to the next field. The name must not be the end of a longer one: "Duration"
// is in "Billed Duration" too.
std::string_view field(std::string_view text, std::string_view name) {
  const std::string label = std::string(name) + ": ";
  for (std::size_t at = text.find(label); at != std::string_view::npos; at = text.find(label, at + 1)) {
    const std::string_view before = text.substr(0, at);
    const bool is_longer_name =
        before.ends_with("Billed ") || before.ends_with("Init ") || before.ends_with("Restore ");
    if (!is_longer_name) {
      const std::string_view value = text.substr(at + label.size());
      return value.substr(0, value.find_first_of("\t\r\n\\"));
    }
  }
  return {};
}

std::optional<double> milliseconds(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} ? std::optional(number) : std::nullopt;
}

bool set_request(std::string_view id, Reading& reading) {
  if (!ids::is_plausible(id)) {
    return false;
  }
  reading.request = ids::make_id(ids::Kind::Lambda, id);
  return true;
}

bool read_start(std::string_view rest, Reading& reading) {
  if (!set_request(first_word(rest), reading)) {
    return false;
  }
  reading.event.kind = kind::k_lambda_start;
  return true;
}

bool read_end(std::string_view rest, Reading& reading) {
  if (!set_request(first_word(rest), reading)) {
    return false;
  }
  reading.event.kind = kind::k_lambda_end;
  return true;
}

void read_outcome(std::string_view text, model::Event& event) {
  const std::string_view status = first_word(field(text, "Status"));
  const std::string_view type = first_word(field(text, "Error Type"));
  if (!status.empty() || !type.empty()) {
    event.status = status == "success" ? "ok" : "error";
  }
  if (event.status == "error") {
    event.error = make_error(type.empty() ? status : type, "");
  }
}

bool read_report(std::string_view rest, Reading& reading) {
  if (!set_request(first_word(rest), reading)) {
    return false;
  }
  model::Event& event = reading.event;
  event.kind = kind::k_lambda_report;
  event.duration_ms = milliseconds(field(rest, "Duration"));
  event.init_ms = milliseconds(field(rest, "Init Duration"));
  read_outcome(rest, event);
  return true;
}

// "<time> <request id> Task timed out after 3.00 seconds"
bool read_timeout(std::string_view text, Reading& reading) {
  const std::optional<Timestamp> time = parse_log_time(first_word(text));
  const std::size_t space = text.find(' ');
  if (!time || space == std::string_view::npos) {
    return false;
  }
  const std::string_view request = first_word(text.substr(space + 1));
  const std::string_view rest = text.substr(std::min(text.size(), space + 1 + request.size()));
  if (!ids::is_uuid(request) || !rest.starts_with(" Task timed out after ")) {
    return false;
  }
  set_request(request, reading);
  reading.stated = time;
  reading.event.kind = kind::k_lambda_timeout;
  reading.event.end = time;
  reading.event.status = "error";
  reading.event.level = "ERROR";
  reading.event.error = make_error("timeout", rest.substr(1, rest.find_first_of("\r\n\\", 1) - 1));
  return true;
}

// "RequestId: <uuid> Error: Runtime exited with error: exit status 1\nRuntime.ExitError"
bool read_crash(std::string_view rest, Reading& reading) {
  const std::string_view request = first_word(rest);
  if (!ids::is_uuid(request)) {
    return false;
  }
  set_request(request, reading);
  reading.event.kind = kind::k_log;
  reading.event.level = "ERROR";
  reading.event.status = "error";
  const std::string_view message = rest.substr(std::min(rest.size(), request.size() + 1));
  const std::size_t type = message.rfind("Runtime.");
  reading.event.error = make_error(type == std::string_view::npos ? "" : first_word(message.substr(type)),
                                   message.substr(0, message.find_first_of("\r\n")));
  return true;
}

bool read_system_line(std::string_view text, Reading& reading) {
  if (take(text, "START RequestId: ")) {
    return read_start(text, reading);
  }
  if (take(text, "END RequestId: ")) {
    return read_end(text, reading);
  }
  if (take(text, "REPORT RequestId: ")) {
    return read_report(text, reading);
  }
  if (take(text, "RequestId: ")) {
    return read_crash(text, reading);
  }
  if (text.starts_with("INIT_START ") || text.starts_with("RESTORE_START ")) {
    reading.event.kind = kind::k_lambda_init;
    return true;
  }
  if (text.starts_with("INIT_REPORT ") || text.starts_with("RESTORE_REPORT ")) {
    reading.event.kind = kind::k_log;
    reading.event.init_ms = milliseconds(field(text, "Init Duration"));
    read_outcome(text, reading.event);
    return true;
  }
  if (text.starts_with("EXTENSION\tName: ") || text.starts_with("TELEMETRY\tName: ") ||
      text.starts_with("LOGS\tName: ")) {
    reading.event.kind = kind::k_log;
    return true;
  }
  return read_timeout(text, reading);
}

}  // namespace

bool recognise_lambda_text(const Line& line, Reading& reading) {
  if (!read_system_line(line.text, reading)) {
    return false;
  }
  reading.count("lambda.text");
  model::Event& event = reading.event;
  event.operation = event.kind == kind::k_log ? "" : "Invoke";
  event.text = shortened(line.text, 8192);
  const std::optional<Timestamp> time = reading.stated ? reading.stated : line.message.time;
  if (event.kind == kind::k_lambda_start) {
    event.start = time;
  } else if (event.kind == kind::k_lambda_end) {
    event.end = time;
  }
  ids::append_shapes(line.text, event.ids);
  const std::string_view trace = first_word(field(line.text, "XRAY TraceId"));
  if (!trace.empty()) {
    ids::append_stated(ids::KeyRule::Trace, trace, false, event.ids);
    ids::append_stated(ids::KeyRule::Span, first_word(field(line.text, "SegmentId")), false, event.ids);
  }
  return true;
}

}  // namespace itk::logs
