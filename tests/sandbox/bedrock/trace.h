// The steps of an agent as the trace events of InvokeAgent
// (https://docs.aws.amazon.com/bedrock/latest/userguide/trace-events.html).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "tests/sandbox/bedrock/agents.h"
#include "tests/sandbox/demo/agent_step.h"

namespace itk::sandbox::bedrock {

class Trace {
 public:
  // All that is said is about the work of `agent` for this session, and of those that it asks.
  Trace(const Account& account, const Agent& agent, const Alias& alias, std::string session_id);

  // The payload of one trace event. Called by one thread at a time.
  std::string event(const demo::AgentStep& step);

 private:
  bool is_collaborator(const demo::AgentStep& step) const { return step.agent != agent_.name; }
  // "fb1d5d4e-...-0": ties the events of one loop together.
  std::string trace_id(const demo::AgentStep& step);

  const Account& account_;
  const Agent& agent_;
  const Alias& alias_;
  std::string session_id_;
  std::map<std::string, std::string, std::less<>> trace_ids_;  // by agent
};

}  // namespace itk::sandbox::bedrock
