// What ITK reads of Bedrock agents: which there are, whether one and its alias can be invoked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/aws/agent_aliases.h"
#include "common/aws/client.h"

namespace itk::aws {

struct Agent {
  std::string id;
  std::string name;
  std::string status;  // "PREPARED", "NOT_PREPARED", ...
};

Result<Agent> get_agent(Client& agents, std::string_view agent_id);
// Its list of versions may be empty: an alias that has not been used yet.
Result<AgentAlias> get_agent_alias(Client& agents, std::string_view agent_id, std::string_view alias_id);
// All of them.
Result<std::vector<Agent>> list_agents(Client& agents);

}  // namespace itk::aws
