// Answers what an agent asks back in one turn, out of the case's `respond:`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "itk-invoke/agent_reply.h"

namespace itk::invoke {

// sessionState's answer to one returnControl.
struct ControlResults {
  std::string invocation_id;
  std::string results;  // returnControlInvocationResults, a JSON array
};

// The replies of one turn while it lasts.
class AgentReplier {
 public:
  // `replies` and `values` outlive this.
  AgentReplier(const std::vector<AgentReply>& replies, const LateValues& values)
      : replies_(replies), values_(values), used_(replies.size(), false) {}

  // The answer to the payload of a returnControl. Nothing: it asks something that the case does not answer; AWS takes
  // all answers to one returnControl together or none.
  Result<std::optional<ControlResults>> answer(const std::string& return_control);
  // Those that nobody asked for.
  std::vector<const AgentReply*> unused() const;

 private:
  struct Question;
  const AgentReply* reply_to(const Question& question, std::vector<bool>& used) const;
  std::string result(const Question& question, const AgentReply& reply) const;

  const std::vector<AgentReply>& replies_;
  const LateValues& values_;
  std::vector<bool> used_;
};

}  // namespace itk::invoke
