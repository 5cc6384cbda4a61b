#include "common/aws/agent_aliases.h"

#include <fmt/format.h>

#include "common/aws/uri.h"
#include "common/json/parser.h"
#include "common/json/writer.h"

namespace itk::aws {
namespace {

std::string text_of(const std::vector<json::Member>& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr || value->kind != json::Kind::String ? std::string() : std::string(value->text);
}

// Reads one page; `next_token` becomes empty with the last.
class AliasPages {
 public:
  explicit AliasPages(Client& agents, std::string agent_id) : agents_(agents), agent_id_(std::move(agent_id)) {}

  Status read_next(std::vector<AgentAlias>& aliases) {
    Request request;
    request.target = fmt::format("/agents/{}/agentaliases/", percent_encode(agent_id_));
    request.headers = {{"Content-Type", "application/json"}};
    json::ObjectWriter writer(request.body);
    if (!next_token_.empty()) {
      writer.string("nextToken", next_token_);
    }
    writer.close();
    ITK_TRY_ASSIGN(const Reply reply, agents_.call(request));

    const json::PaddedText padded(reply.body);
    const auto page = parser_.object(padded.view());
    const json::Value* list = page ? json::find(**page, "agentAliasSummaries") : nullptr;
    const auto summaries = list != nullptr ? parser_.array(list->raw, 1) : page;
    if (!summaries || list == nullptr) {
      return tl::make_unexpected(bad_answer(agents_.service(), "ListAgentAliases", reply.request_id,
                                            summaries ? "it has no agentAliasSummaries" : summaries.error().message));
    }
    next_token_ = text_of(**page, "nextToken");
    for (const json::Member& summary : **summaries) {
      ITK_TRY_ASSIGN(AgentAlias alias, read_alias(summary.value.raw));
      aliases.push_back(std::move(alias));
    }
    return {};
  }

  bool has_more() const { return !next_token_.empty(); }

 private:
  Result<AgentAlias> read_alias(std::string_view summary) {
    ITK_TRY_ASSIGN(const auto* members, parser_.object(summary, 2));
    AgentAlias alias{text_of(*members, "agentAliasId"),
                     text_of(*members, "agentAliasName"),
                     text_of(*members, "agentAliasStatus"),
                     {},
                     text_of(*members, "aliasInvocationState") != "REJECT_INVOCATIONS"};
    const json::Value* routing = json::find(*members, "routingConfiguration");
    if (routing != nullptr && routing->kind == json::Kind::Array) {
      ITK_TRY_ASSIGN(const auto* routes, parser_.array(routing->raw, 3));
      for (const json::Member& route : *routes) {
        ITK_TRY_ASSIGN(const auto* fields, parser_.object(route.value.raw, 4));
        alias.versions.push_back(text_of(*fields, "agentVersion"));
      }
    }
    return alias;
  }

  Client& agents_;
  std::string agent_id_;
  std::string next_token_;
  json::Parser parser_;
};

// Versions are numbers without leading zeros, from 1; the draft is "DRAFT".
bool is_number(std::string_view version) {
  return !version.empty() && version.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_lower(std::string_view a, std::string_view b) { return a.size() != b.size() ? a.size() < b.size() : a < b; }

}  // namespace

Result<std::vector<AgentAlias>> list_agent_aliases(Client& agents, const std::string& agent_id) {
  std::vector<AgentAlias> aliases;
  AliasPages pages(agents, agent_id);
  do {
    ITK_TRY(pages.read_next(aliases));
  } while (pages.has_more());
  return aliases;
}

Result<std::string> resolve_agent_version(Client& agents, const std::string& agent_id, const std::string& version) {
  if (version == "draft" || version == "DRAFT") {
    return std::string(k_draft_alias);
  }
  ITK_TRY_ASSIGN(const std::vector<AgentAlias> aliases, list_agent_aliases(agents, agent_id));
  std::string found, found_version, others;
  for (const AgentAlias& alias : aliases) {
    others += fmt::format("{}{} ({}, version {})", others.empty() ? "" : ", ", alias.id, alias.status,
                          fmt::join(alias.versions, " and "));
    // An alias that splits its traffic leads to no one version.
    if (alias.status != "PREPARED" || !alias.accepts_invocations || alias.versions.size() != 1) {
      continue;
    }
    const std::string& leads_to = alias.versions[0];
    const bool wanted = version == "latest" ? is_number(leads_to) && is_lower(found_version, leads_to)
                                            : leads_to == version && found.empty();
    if (wanted) {
      found = alias.id;
      found_version = leads_to;
    }
  }
  if (found.empty()) {
    return tl::make_unexpected(usage_error(
        "no_alias",
        fmt::format(
            "bedrock-agent: no alias of agent {} that is prepared and accepts invocations leads to {}; there {}",
            agent_id, version == "latest" ? "a numbered version" : "version " + version,
            others.empty() ? "is no alias at all" : "are " + others)));
  }
  return found;
}

}  // namespace itk::aws
