// The foundation model: all that is seen of it are the OpenTelemetry spans that its client exports to
// aws/spans.
#pragma once

#include <chrono>
#include <string>

#include "tests/sandbox/demo/agent.h"
#include "tests/sandbox/demo/log_stream.h"
#include "tests/sandbox/demo/world.h"

namespace itk::sandbox::demo {

// A span under construction: "invoke_agent ..." or "chat ...".
struct OpenSpan {
  std::string name;
  std::string operation;  // gen_ai.operation.name
  std::string kind;
  std::string span_id;
  std::string parent_span_id;  // may be empty
  Timestamp start;
};

struct SpanOutcome {
  std::string error_type;  // empty: it went well
  int input_tokens = 0, output_tokens = 0;
  int attempt = 0;  // 0: not worth saying
  std::string finish_reason;
  std::string request_id;  // of the call to the model
};

class Model {
 public:
  explicit Model(World& world) : world_(world), stream_(world, k_span_logs, "default") {}

  OpenSpan open(std::string name, std::string operation, std::string kind, std::string_view parent_span_id) const;
  void close(const OpenSpan& span, const AgentRequest& request, const SpanOutcome& outcome);

  // Converse in this loop of the supervisor: a completion, or ThrottlingException after all attempts.
  AgentAnswer converse(const AgentRequest& request, const OpenSpan& parent, int loop, std::string completion,
                       std::string finish_reason);

 private:
  World& world_;
  LogStream stream_;
};

}  // namespace itk::sandbox::demo
