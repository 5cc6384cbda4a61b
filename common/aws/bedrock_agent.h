// InvokeAgent of a Bedrock agent, whose answer is an event stream: its parts are handed out as they come, and what came
// before the network or the service cut it off is kept.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/aws/client.h"

namespace itk::aws {

using AgentAttributes = std::map<std::string, std::string>;

// What came beside the text: "trace", "returnControl", "files", or a type that is newer than this code.
struct AgentPart {
  std::string type;
  std::string payload;  // byte for byte
};

struct InvokeAgent {
  std::string agent_id{};
  std::string alias_id{};
  std::string session_id{};
  std::string memory_id{};
  std::string input_text{};
  bool enable_trace = true;
  bool end_session = false;
  AgentAttributes session_attributes{};  // for action groups; no model sees them
  AgentAttributes prompt_attributes{};   // for the prompt of this turn
  // Further members of sessionState (files, conversationHistory, ...) and of the request, as they stand in a JSON object.
  std::string state_members{};
  std::string members{};
  // The answer to a returnControl: its invocationId, and returnControlInvocationResults, a JSON array. No text then.
  std::string invocation_id{};
  std::string control_results{};
  std::string trace_header{};                         // "Root=1-..;Parent=..;Sampled=1"
  std::function<Status(const AgentPart&)> on_part{};  // an error ends the call
};

struct AgentAnswer {
  std::string completion;                 // of all chunks
  std::vector<std::string> attributions;  // of chunks: JSON objects, byte for byte
  std::vector<AgentPart> controls;        // the parts of type returnControl
  std::size_t parts = 0;                  // of all types
  std::string content_type;               // of the completion
  std::string session_id;
  std::string request_id;
  int attempts = 0;
  int http_status = 0;
  // The stream ended with this: an exception of the service, a broken frame, a lost connection, or no final chunk.
  std::optional<Error> failure;
};

// Never sent again where the agent may have begun, and never once a stream has begun, whatever it says.
Task<CallResult<AgentAnswer>> invoke_agent(Caller runtime, InvokeAgent call);

}  // namespace itk::aws
