// mcp: a call of a tool of an MCP server, in a session of its own. What the server tells meanwhile (progress, logs)
// leaves as events. A tool that reports an error is an error of the case, unless `allow_tool_error: true`.
//
// The nonce stands in the call's _meta and in the baggage, traceparent in _meta and header.
#pragma once

#include <memory>

#include "itk-invoke/entrypoint.h"

namespace itk::invoke {

std::unique_ptr<Delivery> compile_mcp(const Case& test_case, const settings::Settings& settings, Problems& problems);

}  // namespace itk::invoke
