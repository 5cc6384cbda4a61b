// The Lambda function behind the supervisor's action group. Its logs are JSON, the platform's too.
#pragma once

#include <string>
#include <string_view>

#include "tests/sandbox/demo/agent.h"
#include "tests/sandbox/demo/environments.h"
#include "tests/sandbox/demo/lambda_json_log.h"
#include "tests/sandbox/demo/world.h"
#include "tests/sandbox/lambda/function.h"

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

  // As Bedrock invokes it for an agent.
  ToolResult run(const ToolCall& call, const AgentRequest& request);
  // As anybody invokes it, with an event of Bedrock's form.
  lambda::InvocationResult handle(const lambda::Invocation& invocation);

 private:
  ToolResult work(const ToolCall& call, const AgentRequest& request, LambdaJsonLog& log);

  World& world_;
  Environments environments_;
};

}  // namespace itk::sandbox::demo
