// What a caller of InvokeAgent asks for.
#pragma once

#include <json/value.h>

#include <string>

#include "tests/sandbox/aws/rest.h"
#include "tests/sandbox/demo/scenario.h"

namespace itk::sandbox::bedrock {

struct AgentInvocation {
  std::string session_id;
  std::string input_text;
  demo::Scenario scenario = demo::Scenario::Happy;
  bool with_trace = false;
  bool in_pieces = false;  // streamingConfigurations.streamFinalResponse
  bool ends_session = false;
  // sessionState; both attribute maps hold strings only.
  Json::Value session_attributes{Json::objectValue}, prompt_attributes{Json::objectValue};
  std::string invocation_id;
  Json::Value results{Json::arrayValue};  // returnControlInvocationResults
  std::string memory_id;
};

// The scenario is the one in inputText ({"userMessage": ..., "scenario": ...}), or the session attribute
// `scenario`.
Outcome<AgentInvocation> read_invocation(const RestCall& call);

}  // namespace itk::sandbox::bedrock
