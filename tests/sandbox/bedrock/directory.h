// The build-time API of Bedrock agents, as far as it looks things up
// (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Agents_for_Amazon_Bedrock.html).
#pragma once

#include <json/value.h>

#include <vector>

#include "tests/sandbox/aws/rest.h"
#include "tests/sandbox/bedrock/agents.h"

namespace itk::sandbox::bedrock {

class Directory {
 public:
  Directory(const Account& account, std::vector<Agent> agents) : account_(account), agents_(std::move(agents)) {}

  // Null where there is none.
  const Agent* find(std::string_view agent_id) const;

  Outcome<Json::Value> list_agents(const RestCall& call) const;
  Outcome<Json::Value> get_agent(std::string_view agent_id) const;
  Outcome<Json::Value> list_aliases(std::string_view agent_id, const RestCall& call) const;
  Outcome<Json::Value> get_alias(std::string_view agent_id, std::string_view alias_id) const;
  Outcome<Json::Value> list_versions(std::string_view agent_id, const RestCall& call) const;

 private:
  Outcome<const Agent*> require(std::string_view agent_id) const;

  const Account& account_;
  std::vector<Agent> agents_;
};

}  // namespace itk::sandbox::bedrock
