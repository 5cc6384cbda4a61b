// What a case says of a call of an MCP server's tool.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "itk-invoke/http_signer.h"
#include "itk-invoke/late_text.h"
#include "itk-invoke/target_reader.h"

namespace itk::invoke {

struct McpCall {
  std::string target;  // the URL as the case says it
  LateText url;
  std::vector<std::pair<std::string, LateText>> headers;
  std::optional<HttpSigner> signer;
  bool allows_tool_error = false;
  LateText tool, arguments;  // text, and a JSON object
  LateText shown;            // the payload, for the invocation record
  std::string nonce_attribute;

  // All that may have to be fetched.
  std::vector<const LateText*> texts() const;
};

// Nothing: there were problems.
std::optional<McpCall> read_mcp_call(const Case& test_case, TargetReader& target);

}  // namespace itk::invoke
