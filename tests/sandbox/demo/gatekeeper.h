// The gatekeeper agent: applies the guardrail and passes what it lets through to the supervisor. Logs plain
// text with request ids, as Python's default formatter in Lambda does.
#pragma once

#include <string>
#include <string_view>

#include "tests/sandbox/demo/agent.h"
#include "tests/sandbox/demo/log_stream.h"
#include "tests/sandbox/demo/supervisor.h"

namespace itk::sandbox::demo {

struct GatekeeperReply {
  std::string request_id;  // x-amzn-RequestId of InvokeAgent
  bool blocked = false;
  AgentAnswer answer;
};

class Gatekeeper {
 public:
  Gatekeeper(World& world, Supervisor& supervisor);

  // `attempt` counts from 1.
  GatekeeperReply invoke(const AgentRequest& request, int attempt);
  // Whether Bedrock itself turns this attempt away, before the agent sees it.
  static bool is_throttled(Scenario scenario, int attempt);
  // The agent's work on an attempt that got through.
  GatekeeperReply admit(const AgentRequest& request);
  // The agent hands control back to its caller, who shall run this tool ...
  void ask_back(const AgentRequest& request, const ToolCall& tool, const std::string& invocation_id);
  // ... and goes on with what the caller found.
  void resume(const AgentRequest& request, const std::string& observed, const std::string& completion);

 private:
  bool passes_guardrail(const AgentRequest& request);
  AgentAnswer delegate(const AgentRequest& request);
  void log(std::string_view level, std::string_view request_id, std::string_view message);

  World& world_;
  Supervisor& supervisor_;
  LogStream stream_;
};

}  // namespace itk::sandbox::demo
