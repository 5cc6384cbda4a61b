// From the events of one trace to its spans.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/model/records.h"

namespace itk::correlate {

struct TraceInput {
  std::string trace;
  std::string inv;
  std::optional<model::Invocation> invocation;
  std::optional<model::Answer> answer;
  std::vector<model::Event> events;
};

// A span while it is being built.
struct Draft {
  model::Span span;
  std::string anchor;              // what its key is made of: the id of its first event, or its role
  std::string lambda;              // "lambda:<request id>" of the invocation that it ran in
  std::string stream;              // where its lines stand: group and stream
  bool is_invocation = false;      // the Lambda invocation itself
  std::vector<std::string> reach;  // the ids that it is found by: its own, and an invocation's those of all its lines
};

// The spans of a trace, by start and key. The same events in any order give the same spans.
std::vector<model::Span> build_spans(const TraceInput& input);

// Helpers that the builders share.
std::string stream_key(const model::Event& event);
// The "lambda:" id of the invocation that wrote this event, or "".
std::string lambda_of(const model::Event& event);
void add_event(Draft& draft, const model::Event& event);

}  // namespace itk::correlate
