#include "common/aws/agents.h"

#include <fmt/core.h>

#include "common/aws/answer.h"
#include "common/aws/uri.h"
#include "common/json/writer.h"

namespace itk::aws {
namespace {

Agent read_agent(const AnswerObject& agent) {
  return {agent.text("agentId"), agent.text("agentName"), agent.text("agentStatus")};
}

Request get(std::string target) {
  Request request;
  request.method = "GET";
  request.target = std::move(target);
  return request;
}

}  // namespace

Result<Agent> get_agent(Client& agents, std::string_view agent_id) {
  ITK_TRY_ASSIGN(const Reply reply, agents.call(get(fmt::format("/agents/{}/", percent_encode(agent_id)))));
  ITK_TRY_ASSIGN(Answer answer, Answer::read(agents, "GetAgent", reply));
  const auto agent = answer.root().object("agent");
  if (!agent) {
    return tl::make_unexpected(answer.unreadable("it has no agent"));
  }
  return read_agent(*agent);
}

Result<AgentAlias> get_agent_alias(Client& agents, std::string_view agent_id, std::string_view alias_id) {
  ITK_TRY_ASSIGN(
      const Reply reply,
      agents.call(get(fmt::format("/agents/{}/agentaliases/{}/", percent_encode(agent_id), percent_encode(alias_id)))));
  ITK_TRY_ASSIGN(Answer answer, Answer::read(agents, "GetAgentAlias", reply));
  const auto alias = answer.root().object("agentAlias");
  if (!alias) {
    return tl::make_unexpected(answer.unreadable("it has no agentAlias"));
  }
  AgentAlias read{alias->text("agentAliasId"),
                  alias->text("agentAliasName"),
                  alias->text("agentAliasStatus"),
                  {},
                  alias->text("aliasInvocationState") != "REJECT_INVOCATIONS"};
  alias->each_object("routingConfiguration",
                     [&](const AnswerObject& route) { read.versions.push_back(route.text("agentVersion")); });
  return read;
}

Result<std::vector<Agent>> list_agents(Client& agents) {
  std::vector<Agent> all;
  std::string token;
  do {
    Request request;
    request.target = "/agents/";
    request.headers = {{"Content-Type", "application/json"}};
    json::ObjectWriter writer(request.body);
    if (!token.empty()) {
      writer.string("nextToken", token);
    }
    writer.close();
    ITK_TRY_ASSIGN(const Reply reply, agents.call(request));
    ITK_TRY_ASSIGN(Answer answer, Answer::read(agents, "ListAgents", reply));
    answer.root().each_object("agentSummaries", [&](const AnswerObject& agent) { all.push_back(read_agent(agent)); });
    std::string next = answer.root().text("nextToken");
    if (!next.empty() && next == token) {
      return tl::make_unexpected(answer.unreadable("the next token repeats itself"));
    }
    token = std::move(next);
  } while (!token.empty());
  return all;
}

}  // namespace itk::aws
