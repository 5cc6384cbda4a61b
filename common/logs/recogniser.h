// The formats, one file each. A recogniser looks at a line and either fills the reading and says true, or
// leaves it alone. Those of JSON are asked in the order of k_json_formats, those of text in the order of
// k_text_formats; the last of each takes everything.
#pragma once

#include <optional>
#include <string_view>

#include "common/logs/agent_steps.h"
#include "common/logs/document.h"
#include "common/logs/log_parser.h"

namespace itk::logs {

// A line, or the message inside one that has its own prefix.
struct Line {
  std::string_view text;  // without outer line breaks and space
  const LogMessage& message;
  bool is_lambda;  // it stands in a Lambda's log
  json::Parser& parser;
};

struct Reading {
  model::Event event;
  std::string request;              // "lambda:<id>" of the invocation that wrote the line
  std::optional<Timestamp> stated;  // the line's own time
  Counts& counts;
  AgentSteps& steps;        // of all lines so far
  std::string_view json{};  // what recognise() found to be a JSON object

  void count(std::string_view name);
};

using JsonRecogniser = bool (*)(const Line&, Document&, Reading&);
using TextRecogniser = bool (*)(const Line&, Reading&);

bool recognise_platform_event(const Line& line, Document& document, Reading& reading);
bool recognise_metric(const Line& line, Document& document, Reading& reading);
bool recognise_agent_part(const Line& line, Document& document, Reading& reading);
bool recognise_model_invocation(const Line& line, Document& document, Reading& reading);
bool recognise_xray_segment(const Line& line, Document& document, Reading& reading);
bool recognise_otel_span(const Line& line, Document& document, Reading& reading);
bool recognise_otel_log(const Line& line, Document& document, Reading& reading);
bool recognise_stated_span(const Line& line, Document& document, Reading& reading);
bool recognise_app_json(const Line& line, Document& document, Reading& reading);

bool recognise_lambda_text(const Line& line, Reading& reading);
bool recognise_tab_text(const Line& line, Reading& reading);
bool recognise_call_text(const Line& line, Reading& reading);
bool recognise_plain_text(const Line& line, Reading& reading);

// Asks those of JSON: for an object that a line of text is, or shows.
bool recognise_json(const Line& line, Document& document, Reading& reading);
// Asks all of them; also for the rest of a line behind a prefix.
void recognise(const Line& line, Reading& reading);

}  // namespace itk::logs
