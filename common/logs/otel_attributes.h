// What the attributes of a span say, under the names of many vocabularies: OpenTelemetry's GenAI conventions as they are
// and as they were, OpenInference, Traceloop; AWS's; messaging; MCP.
#pragma once

#include <string>
#include <string_view>

#include "common/logs/document.h"
#include "common/logs/recogniser.h"

namespace itk::logs {

// All may be null.
struct OtelFacts {
  std::string_view name;  // the span's
  std::string_view kind;  // "server"; may be empty
  const Members* attributes = nullptr;
  const Members* resource = nullptr;
};

std::string_view otel_text(const Members* members, Names names);
// The object that `name` is, itself or as JSON in a string.
const Members* otel_member(Document& document, const Members* members, std::string_view name);
const Members* otel_resource(Document& document);

// "server", "client", "producer", "consumer", "internal" or "".
std::string otel_kind(const Members& root, const Members* attributes);

// What the span is about: `component` and `operation`, `model`, `tokens`, `attempt`, `request`, `response`.
void read_otel_facts(const OtelFacts& facts, model::Event& event);
// The component of what a service does that says no more of it.
std::string otel_service(const OtelFacts& facts);

}  // namespace itk::logs
