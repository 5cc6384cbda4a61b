// What a case says to a Bedrock agent in one turn: the payload, or in a conversation an entry of `turns:` laid over it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/aws/bedrock_agent.h"
#include "itk-invoke/agent_replier.h"
#include "itk-invoke/late_text.h"
#include "itk-invoke/target_reader.h"

namespace itk::invoke {

struct AgentTurn {
  LateText input_text, memory_id;
  bool enable_trace = true, end_session = false;
  std::map<std::string, LateText> session_attributes, prompt_attributes;
  // Passed through: members of the request, and of sessionState, in every call or in the turn's first alone.
  LateText members, state_members, opening_state_members;
  LateText shown;                   // all of it, as the case says it
  std::vector<AgentReply> replies;  // of the turn, then of the case
  std::size_t own_replies = 0;      // how many of them nobody can ask for in another turn

  // The turn's first call, without what only the target and the session know.
  aws::InvokeAgent call(const LateValues& values) const;
  // Makes it the call that answers what the agent asked back: without text, and what the session has got already.
  void go_on(aws::InvokeAgent& call, ControlResults results, const LateValues& values) const;
};

// One, or as many as the conversation has. Nothing: there were problems.
std::optional<std::vector<AgentTurn>> read_agent_turns(const Case& test_case, TargetReader& target);

}  // namespace itk::invoke
