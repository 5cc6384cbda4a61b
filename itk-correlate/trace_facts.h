// What can be said of a trace as a whole.
#pragma once

#include "itk-correlate/span_builder.h"

namespace itk::correlate {

// `collection` is null where nobody waited for this trace: then its completeness is unknown.
model::Trace describe_trace(const TraceInput& input, const std::vector<model::Span>& spans,
                            const model::Collection* collection);

// Hash of the path: which components called which operations, in what order and depth. Retries do not change it.
std::string path_signature(const std::vector<model::Span>& spans);

}  // namespace itk::correlate
