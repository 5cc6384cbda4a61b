// The agents of the account with their versions and aliases.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/aws/service.h"

namespace itk::sandbox::bedrock {

struct Alias {
  std::string id, name;
  std::string version;  // that it routes to
};

struct Agent {
  std::string id, name, description;
  std::vector<std::string> versions;  // the draft first
  std::vector<Alias> aliases;

  const Alias* find_alias(std::string_view alias_id) const;
};

// The two of the demo system.
std::vector<Agent> demo_agents();

std::string alias_arn(const Account& account, std::string_view agent_id, std::string_view alias_id);

}  // namespace itk::sandbox::bedrock
