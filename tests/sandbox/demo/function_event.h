// What the orchestrator finds in the event that it is invoked with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace itk::sandbox::demo {

struct UserMessage {
  std::string message_id;  // of SQS; empty: the event itself is the message
  std::string body;
  std::string trace_header = "";  // of SQS
};

struct FunctionEvent {
  bool from_queue = false;
  std::vector<UserMessage> messages;
};

// Records of SQS, or anything else: then the event is the one message, a JSON string without its quotes.
FunctionEvent read_function_event(std::string_view json);

}  // namespace itk::sandbox::demo
