// The tools of the demo system as an MCP server offers them. It runs in a Lambda function of its own, with JSON logs.
#pragma once

#include <json/value.h>

#include <optional>
#include <string>

#include "tests/sandbox/demo/environments.h"
#include "tests/sandbox/demo/world.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox::demo {

class McpTools {
 public:
  explicit McpTools(World& world) : world_(world), environments_(world) {}

  // The result of tools/list.
  static Json::Value list();
  // The result of tools/call; nothing where there is no such tool.
  std::optional<Json::Value> call(const Json::Value& parameters, const HttpRequest& request,
                                  const std::string& session_id, const std::string& request_id);

 private:
  World& world_;
  Environments environments_;
};

}  // namespace itk::sandbox::demo
