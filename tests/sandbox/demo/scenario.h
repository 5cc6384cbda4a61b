// What a message asks for, and how the system shall fare with it.
#pragma once

#include <string>
#include <string_view>

namespace itk::sandbox::demo {

enum class Scenario {
  Happy,
  Retry,      // the gatekeeper agent is throttled twice, then answers
  Throttled,  // the model is throttled until the retries are exhausted
  Guardrail,  // the gatekeeper refuses
  ToolError,  // the action group's function raises
  Slow,       // it takes 2.5 s
  LostLog,    // the end of one of its invocations never reaches the log
  Crash,      // the orchestrator itself raises
  // InvokeAgent of the gatekeeper only:
  ReturnControl,     // asks its caller to run a function
  ReturnControlApi,  // asks its caller to call an API
  Confirm,           // asks its caller to confirm an action
  Files,             // answers with a file of the code interpreter
};

struct UserRequest {
  std::string user_message;
  Scenario scenario = Scenario::Happy;
};

// The scenario of this name; Happy where there is none.
Scenario scenario_named(std::string_view name);

// {"userMessage": ..., "scenario": ...}, at the root or under "request"; any other text is the message
// itself.
UserRequest read_user_request(std::string_view body);

}  // namespace itk::sandbox::demo
