#include "tests/sandbox/bedrock/directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "common/base/result.h"
#include "common/base/text.h"
#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/bedrock/faults.h"
#include "tests/sandbox/demo/world.h"

namespace itk::sandbox::bedrock {
namespace {

constexpr const char* k_changed = "2026-09-01T08:00:00.123456+00:00";
constexpr const char* k_latest_version = "2";
constexpr std::int64_t k_page = 10;

// Where the page before ended.
Outcome<std::size_t> read_token(const std::optional<std::string>& token, std::size_t count) {
  if (!token) {
    return 0;
  }
  const auto text = base64_decode(*token);
  std::size_t begin = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), begin).ec != std::errc{} || begin > count) {
    return fail(validation_failed("The nextToken is not valid."));
  }
  return begin;
}

// The page of `all` that the call asks for, under `name`.
Outcome<Json::Value> page_of(const std::vector<Json::Value>& all, const char* name, const RestCall& call) {
  const auto document = parse_document(call.http.body.empty() ? "{}" : call.http.body);
  if (!document) {
    return fail(validation_failed("The body is not a JSON object."));
  }
  const Parameters parameters(*document, k_wording);
  ITK_TRY_ASSIGN(const auto asked, parameters.optional_integer("maxResults", 1, 1000));
  ITK_TRY_ASSIGN(const auto token, parameters.optional_text("nextToken"));
  ITK_TRY_ASSIGN(const std::size_t begin, read_token(token, all.size()));
  const std::size_t end = std::min(all.size(), begin + static_cast<std::size_t>(asked.value_or(k_page)));
  Json::Value answer;
  answer[name] = Json::Value(Json::arrayValue);
  for (std::size_t at = begin; at < end; ++at) {
    answer[name].append(all[at]);
  }
  if (end < all.size()) {
    answer["nextToken"] = base64_encode(std::to_string(end));
  }
  return answer;
}

Json::Value describe_alias(const Alias& alias) {
  Json::Value routing, described;
  routing["agentVersion"] = alias.version;
  described["agentAliasId"] = alias.id;
  described["agentAliasName"] = alias.name;
  described["agentAliasStatus"] = "PREPARED";
  described["aliasInvocationState"] = "ACCEPT_INVOCATIONS";
  described["routingConfiguration"].append(routing);
  described["createdAt"] = described["updatedAt"] = k_changed;
  return described;
}

Json::Value describe_agent(const Agent& agent) {
  Json::Value described;
  described["agentId"] = agent.id;
  described["agentName"] = agent.name;
  described["agentStatus"] = "PREPARED";
  described["description"] = agent.description;
  described["updatedAt"] = k_changed;
  return described;
}

}  // namespace

const Agent* Directory::find(std::string_view agent_id) const {
  const auto found =
      std::find_if(agents_.begin(), agents_.end(), [&](const Agent& agent) { return agent.id == agent_id; });
  return found == agents_.end() ? nullptr : &*found;
}

Outcome<const Agent*> Directory::require(std::string_view agent_id) const {
  const Agent* agent = find(agent_id);
  if (agent == nullptr) {
    return fail(
        resource_not_found(fmt::format("Failed to retrieve resource because it doesn't exist. Agent: {}", agent_id)));
  }
  return agent;
}

Outcome<Json::Value> Directory::list_agents(const RestCall& call) const {
  std::vector<Json::Value> all;
  for (const Agent& agent : agents_) {
    all.push_back(describe_agent(agent));
    all.back()["latestAgentVersion"] = k_latest_version;
  }
  return page_of(all, "agentSummaries", call);
}

Outcome<Json::Value> Directory::get_agent(std::string_view agent_id) const {
  ITK_TRY_ASSIGN(const Agent* agent, require(agent_id));
  Json::Value described = describe_agent(*agent), answer;
  described["agentArn"] = fmt::format("arn:aws:bedrock:{}:{}:agent/{}", account_.region, account_.id, agent->id);
  described["agentResourceRoleArn"] =
      fmt::format("arn:aws:iam::{}:role/AmazonBedrockExecutionRoleForAgents_{}", account_.id, agent->name);
  described["agentVersion"] = "DRAFT";
  described["foundationModel"] = std::string(demo::k_model);
  described["idleSessionTTLInSeconds"] = 600;
  described["instruction"] = agent->description;
  described["createdAt"] = described["preparedAt"] = k_changed;
  answer["agent"] = described;
  return answer;
}

Outcome<Json::Value> Directory::list_aliases(std::string_view agent_id, const RestCall& call) const {
  ITK_TRY_ASSIGN(const Agent* agent, require(agent_id));
  std::vector<Json::Value> all;
  for (const Alias& alias : agent->aliases) {
    all.push_back(describe_alias(alias));
  }
  return page_of(all, "agentAliasSummaries", call);
}

Outcome<Json::Value> Directory::get_alias(std::string_view agent_id, std::string_view alias_id) const {
  ITK_TRY_ASSIGN(const Agent* agent, require(agent_id));
  const Alias* alias = agent->find_alias(alias_id);
  if (alias == nullptr) {
    return fail(
        resource_not_found(fmt::format("Failed to retrieve resource because it doesn't exist. Alias: {}", alias_id)));
  }
  Json::Value answer;
  answer["agentAlias"] = describe_alias(*alias);
  answer["agentAlias"]["agentId"] = agent->id;
  answer["agentAlias"]["agentAliasArn"] = alias_arn(account_, agent->id, alias->id);
  return answer;
}

Outcome<Json::Value> Directory::list_versions(std::string_view agent_id, const RestCall& call) const {
  ITK_TRY_ASSIGN(const Agent* agent, require(agent_id));
  std::vector<Json::Value> all;
  for (const std::string& version : agent->versions) {
    Json::Value described = describe_agent(*agent);
    described.removeMember("agentId");
    described["agentVersion"] = version;
    described["createdAt"] = k_changed;
    all.push_back(described);
  }
  return page_of(all, "agentVersionSummaries", call);
}

}  // namespace itk::sandbox::bedrock
