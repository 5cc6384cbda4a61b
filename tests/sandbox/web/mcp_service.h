// An MCP server over streamable HTTP, at /demo/mcp (https://modelcontextprotocol.io/specification/2025-06-18/basic/transports).
// get_delivery_estimate answers as an event stream with its progress, the rest as JSON.
#pragma once

#include <json/value.h>

#include <mutex>
#include <set>
#include <string>

#include "tests/sandbox/aws/rest.h"
#include "tests/sandbox/demo/mcp_tools.h"

namespace itk::sandbox::web {

class McpService final : public RestService {
 public:
  explicit McpService(demo::McpTools& tools) : tools_(tools) {}

  HttpResponse answer(const RestCall& call) override;
  // The method of JSON-RPC: "tools/call".
  std::string operation(const RestCall& call) const override;
  HttpResponse write_fault(const Fault& fault) const override;

 private:
  HttpResponse initialize(const Json::Value& message);
  HttpResponse dispatch(const Json::Value& message, const RestCall& call, const std::string& session);
  HttpResponse call_tool(const Json::Value& message, const RestCall& call, const std::string& session);
  bool is_open(const std::string& session);

  demo::McpTools& tools_;
  std::mutex mutex_;
  std::set<std::string> sessions_;
};

}  // namespace itk::sandbox::web
