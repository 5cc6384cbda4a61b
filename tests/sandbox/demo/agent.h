// What passes between the orchestrator and the agents.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "tests/sandbox/demo/agent_step.h"
#include "tests/sandbox/demo/order.h"
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
  std::string order_id = "";   // that the conversation is about; empty: the one in the text
  // Of the session and of this prompt, as JSON objects; empty: none.
  std::string session_attributes = "", prompt_attributes = "";

  std::string order() const {
    return order_id.empty() ? order_in(input_text).value_or(std::string(k_usual_order)) : order_id;
  }

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
