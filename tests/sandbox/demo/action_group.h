// The Lambda function behind the supervisor's action group. Its logs are JSON, the platform's too.
#pragma once

#include <string>
#include <string_view>

#include "tests/sandbox/demo/agent.h"
#include "tests/sandbox/demo/environments.h"
#include "tests/sandbox/demo/world.h"

namespace itk::sandbox::demo {

struct ToolCall {
  std::string function;  // "get_order_status"
  std::string order_id;
};

struct ToolResult {
  std::string request_id;  // of the Lambda invocation, as Bedrock's trace says it
  AgentAnswer answer;
};

class ActionGroup {
 public:
  explicit ActionGroup(World& world) : world_(world), environments_(world) {}

  ToolResult run(const ToolCall& call, const AgentRequest& request);

 private:
  World& world_;
  Environments environments_;
};

}  // namespace itk::sandbox::demo
