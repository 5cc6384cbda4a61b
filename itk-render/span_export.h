// spans.jsonl: a trace as the Python kit writes it, one object of 19 fields per line, for the scripts that read it.
#pragma once

#include <string>

#include "itk-render/span_tree.h"

namespace itk::render {

// The id that people know a span by: the one that its source states, else our key.
std::string shown_id(const model::Span& span);

// All spans by start (those without one last). Our ids become lambda_request_id, xray_trace_id and so on again; where
// a span has several of a kind, the first; run.jsonl has them all.
std::string spans_jsonl(const SpanTree& tree);

}  // namespace itk::render
