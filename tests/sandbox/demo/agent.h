// What passes between the orchestrator and the agents.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "tests/sandbox/demo/agent_step.h"
#include "tests/sandbox/demo/scenario.h"
#include "tests/sandbox/demo/trace_context.h"

namespace itk::sandbox::demo {

struct AgentRequest {
  std::string session_id;
  std::string input_text;
  Scenario scenario;
  TraceContext trace;
  std::string request_id;      // x-amzn-RequestId of InvokeAgent
  AgentWatch watch = nullptr;  // nobody

  void tell(const AgentStep& step) const {
    if (watch) {
      watch(step);
    }
  }
};

struct AgentError {
  std::string code;  // "ThrottlingException"
  std::string message;
};

// The completion, or why there is none.
using AgentAnswer = tl::expected<std::string, AgentError>;

}  // namespace itk::sandbox::demo
