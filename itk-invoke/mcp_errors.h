// What goes wrong with an MCP server, as errors whose service is "mcp".
#pragma once

#include <string>
#include <string_view>

#include "common/aws/transport.h"
#include "itk-invoke/mcp_message.h"

namespace itk::invoke {

Error mcp_error(ErrorClass error_class, ExitCode exit, std::string code, std::string_view message);

// What a server has to say to a request that it can read, code "jsonrpc-32602". Codes of JSON-RPC 2.0 blame the request
// (exit 2); others are the system's own failures, which are a result of the test (exit 1).
Error mcp_answer_error(const McpMessage& message);
// An answer of status 300 or above, code "HTTP404".
Error mcp_status_error(const aws::HttpResponse& response);
// There was no answer; or one that we have judged already.
Error mcp_transport_error(Error error);

}  // namespace itk::invoke
