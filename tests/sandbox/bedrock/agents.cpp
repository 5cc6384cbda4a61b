#include "tests/sandbox/bedrock/agents.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/sandbox/demo/world.h"

namespace itk::sandbox::bedrock {
namespace {

// Prepared, published twice, and behind Bedrock's own alias for drafts and one for the newest version.
Agent make_agent(std::string_view id, std::string_view name, std::string description, std::string live_alias_id) {
  return {std::string(id),
          std::string(name),
          std::move(description),
          {"DRAFT", "1", "2"},
          {{std::string(demo::k_test_alias_id), "AgentTestAlias", "DRAFT"}, {std::move(live_alias_id), "live", "2"}}};
}

}  // namespace

const Alias* Agent::find_alias(std::string_view alias_id) const {
  const auto found =
      std::find_if(aliases.begin(), aliases.end(), [&](const Alias& alias) { return alias.id == alias_id; });
  return found == aliases.end() ? nullptr : &*found;
}

std::vector<Agent> demo_agents() {
  return {make_agent(demo::k_gatekeeper_id, demo::k_gatekeeper, "Lets questions about orders through to the supervisor",
                     "GKLV2A7X9C"),
          make_agent(demo::k_supervisor_id, demo::k_supervisor, "Answers questions about orders with its tools",
                     "SVLV5B3Y8D")};
}

std::string alias_arn(const Account& account, std::string_view agent_id, std::string_view alias_id) {
  return fmt::format("arn:aws:bedrock:{}:{}:agent-alias/{}/{}", account.region, account.id, agent_id, alias_id);
}

}  // namespace itk::sandbox::bedrock
