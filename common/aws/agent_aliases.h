// The aliases of a Bedrock agent, which its versions are invoked through.
#pragma once

#include <string>
#include <vector>

#include "common/aws/client.h"

namespace itk::aws {

// The alias of every agent's draft.
inline constexpr char k_draft_alias[] = "TSTALIASID";

struct AgentAlias {
  std::string id;
  std::string name;
  std::string status;                 // "PREPARED"
  std::vector<std::string> versions;  // that it routes to
  bool accepts_invocations = true;
};

// All of them.
Result<std::vector<AgentAlias>> list_agent_aliases(Client& agents, const std::string& agent_id);

// The alias that leads to a version: "draft", a number, or "latest", which is the highest number that an alias leads
// to. Only aliases that are prepared and accept invocations count.
Result<std::string> resolve_agent_version(Client& agents, const std::string& agent_id, const std::string& version);

}  // namespace itk::aws
