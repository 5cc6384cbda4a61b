// The builders of spans, one for each way in which a source speaks of its work. Events come in order of time.
#pragma once

#include <vector>

#include "itk-correlate/span_builder.h"

namespace itk::correlate {

// START, END and REPORT of one request id become one span.
void add_lambda_spans(const std::vector<model::Event>& events, std::vector<Draft>& drafts);

// Each event of kind "span" becomes one span, its own words kept under `stated`.
void add_stated_spans(const std::vector<model::Event>& events, std::vector<Draft>& drafts);

// A request and the response that follows it, in the same component and operation, become one span; so does a request
// without a response, and a response without a request.
void add_operation_spans(const std::vector<model::Event>& events, std::vector<Draft>& drafts);

}  // namespace itk::correlate
