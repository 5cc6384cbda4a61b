// Application lines as Lambda's runtimes prefix them: Python "[INFO]\t<time>\t<request id>\tmessage", Node
// "<time>\t<request id>\tINFO\tmessage". The message is read like a line of its own.
#include <array>

#include "common/ids/id_shape.h"
#include "common/logs/fields.h"
#include "common/logs/log_time.h"
#include "common/logs/recogniser.h"

namespace itk::logs {
namespace {

// Takes the text up to the next tab; copies of logs have runs of spaces instead.
std::string_view take_column(std::string_view& rest) {
  const std::size_t tab = std::min(rest.find('\t'), rest.find("  "));
  const std::string_view column = rest.substr(0, tab);
  const std::size_t next = tab == std::string_view::npos ? tab : rest.find_first_not_of("\t ", tab);
  rest = next == std::string_view::npos ? std::string_view{} : rest.substr(next);
  return column;
}

bool is_level(std::string_view text) {
  constexpr std::array<std::string_view, 9> k_levels = {"TRACE", "DEBUG",    "INFO",  "WARN",  "WARNING",
                                                        "ERROR", "CRITICAL", "FATAL", "NOTICE"};
  return std::find(k_levels.begin(), k_levels.end(), text) != k_levels.end();
}

// Node writes "undefined" outside of an invocation.
bool is_request(std::string_view text) { return ids::is_uuid(text) || text == "undefined"; }

struct Prefix {
  std::string_view level, request;
  std::optional<Timestamp> time;
};

std::optional<Prefix> take_python_prefix(std::string_view& rest) {
  if (!rest.starts_with('[')) {
    return std::nullopt;
  }
  Prefix prefix;
  const std::string_view level = take_column(rest);
  if (!level.ends_with(']') || !is_level(level.substr(1, level.size() - 2))) {
    return std::nullopt;
  }
  prefix.level = level.substr(1, level.size() - 2);
  prefix.time = parse_log_time(take_column(rest));
  prefix.request = take_column(rest);
  return prefix.time && is_request(prefix.request) ? std::optional(prefix) : std::nullopt;
}

std::optional<Prefix> take_node_prefix(std::string_view& rest) {
  Prefix prefix;
  prefix.time = parse_log_time(take_column(rest));
  prefix.request = prefix.time ? take_column(rest) : std::string_view{};
  prefix.level = is_request(prefix.request) ? take_column(rest) : std::string_view{};
  return is_level(prefix.level) ? std::optional(prefix) : std::nullopt;
}

}  // namespace

bool recognise_tab_text(const Line& line, Reading& reading) {
  std::string_view rest = line.text;
  std::optional<Prefix> prefix = take_python_prefix(rest);
  if (!prefix) {
    rest = line.text;
    prefix = take_node_prefix(rest);
  }
  if (!prefix) {
    return false;
  }
  reading.count("lambda.app_text");
  // Agents that log in this format write the id of the call that they answer.
  const bool is_lambda = line.is_lambda || line.message.group.empty();
  if (ids::is_uuid(prefix->request)) {
    const std::string id = ids::make_id(is_lambda ? ids::Kind::Lambda : ids::Kind::Request, prefix->request);
    reading.event.ids.push_back(id);
    reading.request = is_lambda ? id : "";
  }
  reading.stated = prefix->time;
  reading.event.level = prefix->level;
  recognise({rest, line.message, line.is_lambda, line.parser}, reading);
  return true;
}

}  // namespace itk::logs
