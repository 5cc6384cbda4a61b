// What a case says of a call of a Bedrock agent: its target, its session and its turns.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "itk-invoke/agent_turn.h"
#include "itk-invoke/target_reader.h"

namespace itk::invoke {

struct AgentCall {
  std::string file;  // of the case, for messages
  std::string agent_id;
  std::string alias_id;  // empty where `version` leads to it
  std::string version;   // "latest" or a number
  std::string region;
  std::string nonce_attribute;
  LateText session_id;  // empty: each execution has its own
  std::vector<AgentTurn> turns;
  bool is_conversation = false;
};

// Two to a hundred letters, digits and . _ : -, as AWS's model has sessions and memories.
bool is_session_id(std::string_view text);

// Nothing: there were problems.
std::optional<AgentCall> read_agent_call(const Case& test_case, TargetReader& target);

}  // namespace itk::invoke
