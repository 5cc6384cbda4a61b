// Turns log messages into events: what a line says is lifted into the event's fields here and nowhere else,
// so that no later stage parses a message. Lenient and counted: a line that nothing recognises is an event of
// kind "log" all the same, and what could not be understood is counted by name.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/json/parser.h"
#include "common/logs/agent_steps.h"
#include "common/model/evidence.h"

namespace itk::logs {

struct LogMessage {
  std::string_view text;  // byte for byte
  std::string_view group;
  std::string_view stream;
  std::optional<Timestamp> time;  // CloudWatch's
  // What is kept as the event's payload where `text` is only its translation (a span of Jaeger's in the words of
  // OpenTelemetry); empty: `text` itself.
  std::string_view payload{};
};

struct ParsedMessage {
  // Without `id`, `source`, `ingested` and `inv`: those are its reader's to know.
  model::Event event;
  // "lambda:<request id>" of the invocation that wrote the line, where the line says so.
  std::string request;
};

// How many messages were of which format ("lambda.text", "json", "plain"), and what was not understood in
// them
// ("json.broken", "time.unknown", "payload.cut").
using Counts = std::map<std::string, std::int64_t, std::less<>>;

class LogParser {
 public:
  ParsedMessage parse(const LogMessage& message);
  const Counts& counts() const { return counts_; }

 private:
  // What a log says of all its lines.
  struct Place {
    std::string group, stream;
    std::string component;
    bool is_lambda = false;
  };
  const Place& place_of(const LogMessage& message);

  json::Parser parser_;
  Counts counts_;
  Place place_;  // of the last message: the next one is often of the same
  AgentSteps steps_;
};

}  // namespace itk::logs
