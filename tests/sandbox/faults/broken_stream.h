// Event streams that end or lie in the middle.
#pragma once

#include "tests/sandbox/faults/rule.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox::faults {

// An answer that is no stream is cut off in its middle where the rule truncates; else it stays as it is.
HttpResponse break_stream(HttpResponse response, const BrokenStream& rule);

}  // namespace itk::sandbox::faults
