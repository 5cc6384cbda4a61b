// A request of HTTP as an application behind a gateway gets it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/time.h"
#include "tests/sandbox/demo/trace_context.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox::demo {

// The trace of X-Amzn-Trace-Id, else of traceparent, else a new one.
TraceContext incoming_trace(const HttpRequest& request, Timestamp now);

// The headers as a JSON object, names in lower case.
std::string headers_json(const HttpRequest& request);
// Those that AgentCore hands on to a runtime: trace context and its own.
std::string runtime_headers_json(const HttpRequest& request);

// JSON as it stands, other text as a JSON string.
std::string body_json(std::string_view body);

}  // namespace itk::sandbox::demo
