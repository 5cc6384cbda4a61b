// InvokeAgentRuntime of Bedrock AgentCore: any payload to an agent in a container of its own, and whatever that answers.
// A stream of events is handed out as it comes, and what came before it was cut off is kept.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/aws/client.h"
#include "common/aws/sse_reader.h"

namespace itk::aws {

struct InvokeRuntime {
  std::string arn{};
  std::string qualifier{};   // of the endpoint; empty: DEFAULT
  std::string session_id{};  // 33 to 256 characters; empty: the runtime makes one
  std::string user_id{};
  std::string content_type{};
  std::string accept{};
  std::string payload{};
  std::string trace_header{};  // "Root=1-..;Parent=..;Sampled=1"
  std::string traceparent{};
  std::string baggage{};
  SseReader::Take on_event{};  // an error ends the call
};

struct RuntimeAnswer {
  std::string content_type;
  bool is_stream = false;  // of events, which on_event got
  std::string body;        // of any other answer
  std::string rest;        // of a stream that was cut off: the event that it was cut in
  std::string session_id;
  std::string trace_header;
  std::string request_id;
  int attempts = 0;
  int http_status = 0;
  // The answer broke off with this.
  std::optional<Error> failure;
};

// Never sent again where the runtime may have begun.
Task<CallResult<RuntimeAnswer>> invoke_runtime(Caller agentcore, InvokeRuntime call);

}  // namespace itk::aws
