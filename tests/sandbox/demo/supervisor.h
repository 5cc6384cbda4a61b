// The supervisor agent: plans with the model, runs the tools that it asks for at the same time, and lets it
// answer. Logs as many Python applications do: JSON lines whose message holds the repr of a dict.
#pragma once

#include <string_view>

#include "tests/sandbox/demo/action_group.h"
#include "tests/sandbox/demo/agent.h"
#include "tests/sandbox/demo/log_stream.h"
#include "tests/sandbox/demo/model.h"

namespace itk::sandbox::demo {

class Supervisor {
 public:
  Supervisor(World& world, ActionGroup& tools, Model& model);

  AgentAnswer invoke(const AgentRequest& request);

 private:
  AgentAnswer work(const AgentRequest& request, const OpenSpan& span);
  AgentAnswer run_tools(const AgentRequest& request);
  ToolResult run_tool(const ToolCall& call, const AgentRequest& request);
  void log(std::string_view level, std::string_view logger, std::string_view operation, std::string_view message);

  World& world_;
  ActionGroup& tools_;
  Model& model_;
  LogStream stream_;
};

}  // namespace itk::sandbox::demo
