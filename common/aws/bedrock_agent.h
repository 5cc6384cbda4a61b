// InvokeAgent of a Bedrock agent, whose answer is an event stream.
//
// The transport hands out whole bodies, so the parts of an answer are read when all of them are there: a caller sees
// nothing while an agent thinks, and of an answer that the network cuts there is no part to show. What the service
// itself says within the stream, failures included, keeps what came before it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/aws/client.h"

namespace itk::aws {

using AgentAttributes = std::map<std::string, std::string>;

struct InvokeAgent {
  std::string agent_id{};
  std::string alias_id{};
  std::string session_id{};
  std::string input_text{};
  bool enable_trace = true;
  bool end_session = false;
  AgentAttributes session_attributes{};  // for action groups; no model sees them
  AgentAttributes prompt_attributes{};   // for the prompt of this turn
  std::string trace_header{};            // "Root=1-..;Parent=..;Sampled=1"
};

// What came beside the text: "trace", "returnControl", "files", or a type that is newer than this code.
struct AgentPart {
  std::string type;
  std::string payload;  // byte for byte
};

struct AgentAnswer {
  std::string completion;                 // of all chunks
  std::vector<std::string> attributions;  // of chunks: JSON objects, byte for byte
  std::vector<AgentPart> parts;           // in order of the stream
  std::string content_type;               // of the completion
  std::string session_id;
  std::string request_id;
  int attempts = 0;
  int http_status = 0;
  // The stream ended with this: an exception of the service, a broken frame, or no final chunk.
  std::optional<Error> failure;
};

// Never sent again where the agent may have begun, and never once a stream has begun, whatever it says.
Result<AgentAnswer> invoke_agent(Client& runtime, const InvokeAgent& call);

}  // namespace itk::aws
