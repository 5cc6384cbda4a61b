// Messages of the Model Context Protocol: JSON-RPC 2.0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace itk::invoke {

struct McpMessage {
  enum class Kind { Result, Error, Request, Notification };

  Kind kind = Kind::Notification;
  std::string raw;        // the whole message
  std::string id;         // as JSON; of a notification empty
  std::string method;     // Request, Notification
  std::string level;      // what notifications/message says of itself: "warning"
  std::string text;       // Error: its message; notifications: data or message, where that is text
  std::string result;     // Result: as JSON
  std::int64_t code = 0;  // Error
};

// A message, or a list of them, as the protocol had them until June 2025.
Result<std::vector<McpMessage>> read_mcp_messages(std::string_view json);

// `params` is a JSON object, or empty.
std::string mcp_request(std::int64_t id, std::string_view method, std::string_view params);
std::string mcp_notification(std::string_view method);

// What tools/call has brought.
struct McpToolResult {
  bool is_error = false;
  std::string text;  // of its content
};
Result<McpToolResult> read_tool_result(std::string_view result);

// The names in a result of tools/list.
std::vector<std::string> read_tool_names(std::string_view result);

}  // namespace itk::invoke
