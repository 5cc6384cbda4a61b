// What a case says of a call of a Bedrock agent: its target and its payload.
#pragma once

#include <optional>
#include <string>

#include "common/aws/bedrock_agent.h"
#include "itk-invoke/target_reader.h"

namespace itk::invoke {

struct AgentCall {
  aws::InvokeAgent call;  // without what only an execution has; alias_id is empty where `version` leads to it
  std::string version;    // "latest", "draft" or a number
  std::string region;
  std::string nonce_attribute;
};

// Nothing: there were problems.
std::optional<AgentCall> read_agent_call(const Case& test_case, TargetReader& target);

}  // namespace itk::invoke
