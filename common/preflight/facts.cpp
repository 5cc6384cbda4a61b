#include "common/preflight/facts.h"

#include <algorithm>

#include "common/aws/iam.h"
#include "common/aws/queues.h"
#include "common/aws/sqs.h"
#include "common/aws/uri.h"

namespace itk::preflight {
namespace {

class Gatherer {
 public:
  explicit Gatherer(const ClientFor& client_for) : client_for_(client_for) {}

  Status ask_who_we_are() {
    ITK_TRY_ASSIGN(aws::Client * sts, client(aws::Service::Sts, ""));
    ITK_TRY_ASSIGN(facts_.caller, aws::get_caller_identity(*sts));
    const auto iam = client(aws::Service::Iam, "");
    const auto aliases =
        iam ? aws::list_account_aliases(**iam) : Result<std::vector<std::string>>(tl::make_unexpected(iam.error()));
    if (aliases) {
      facts_.account_aliases = *aliases;
    } else {
      facts_.alias_error = aliases.error();
    }
    return {};
  }

  void look_at(const Target& target) {
    TargetFact fact;
    fact.target = target;
    const Status seen = see(fact);
    if (!seen) {
      fact.error = seen.error();
    }
    facts_.targets.push_back(std::move(fact));
  }

  Facts take() { return std::move(facts_); }

 private:
  Result<aws::Client*> client(aws::Service service, const std::string& region) {
    ITK_TRY_ASSIGN(aws::Client * made, client_for_(service, region));
    EndpointFact endpoint{std::string(made->service().name), made->region(), made->endpoint().url,
                          made->endpoint().custom};
    if (std::find(facts_.endpoints.begin(), facts_.endpoints.end(), endpoint) == facts_.endpoints.end()) {
      facts_.endpoints.push_back(std::move(endpoint));
    }
    return made;
  }

  // The client of the target's service, which also tells the region.
  Result<aws::Client*> client_of(TargetFact& fact, aws::Service service) {
    fact.region = fact.target.region;
    ITK_TRY_ASSIGN(aws::Client * made, client(service, fact.target.region));
    fact.region = made->region();
    return made;
  }

  Status see(TargetFact& fact) {
    switch (fact.target.kind) {
      case Kind::Queue:
        return see_queue(fact);
      case Kind::Function:
        return see_function(fact);
      case Kind::Agent:
        return see_agent(fact);
      case Kind::LogGroup:  // a function makes its group with its first line: not there is no reason to stop
        ITK_TRY(client_of(fact, aws::Service::Logs));
        return {};
      case Kind::Other:
        fact.region = fact.target.region;
        return {};
    }
    return {};
  }

  Status see_queue(TargetFact& fact) {
    ITK_TRY_ASSIGN(aws::Client * sqs, client_of(fact, aws::Service::Sqs));
    fact.queue_url = fact.target.url;
    if (fact.queue_url.empty()) {
      fact.asked = "sqs:GetQueueUrl";
      ITK_TRY_ASSIGN(fact.queue_url, aws::get_queue_url(*sqs, fact.target.name, fact.target.account));
    }
    fact.asked = "sqs:GetQueueAttributes";
    ITK_TRY_ASSIGN(fact.queue, aws::get_queue_attributes(*sqs, fact.queue_url));
    return {};
  }

  Status see_function(TargetFact& fact) {
    ITK_TRY_ASSIGN(aws::Client * lambda, client_of(fact, aws::Service::Lambda));
    fact.asked = "lambda:GetFunctionConfiguration";
    // The name as it was given may be an ARN of another account, but ends before the qualifier.
    ITK_TRY_ASSIGN(fact.function, aws::get_function_configuration(*lambda, fact.target.text, fact.target.qualifier));
    return {};
  }

  Status see_agent(TargetFact& fact) {
    ITK_TRY(client_of(fact, aws::Service::BedrockAgentRuntime));
    ITK_TRY_ASSIGN(aws::Client * agents, client(aws::Service::BedrockAgent, fact.target.region));
    fact.asked = "bedrock:GetAgent";
    ITK_TRY_ASSIGN(fact.agent, aws::get_agent(*agents, fact.target.name));
    fact.also_is.push_back(fact.agent->name);
    if (fact.target.qualifier.empty()) {
      fact.asked = "bedrock:ListAgentAliases";
      ITK_TRY_ASSIGN(fact.target.qualifier, aws::resolve_agent_version(*agents, fact.target.name, fact.target.version));
    }
    fact.asked = "bedrock:GetAgentAlias";
    ITK_TRY_ASSIGN(fact.alias, aws::get_agent_alias(*agents, fact.target.name, fact.target.qualifier));
    fact.also_is.push_back(fact.alias->name);
    return {};
  }

  const ClientFor& client_for_;
  Facts facts_;
};

bool is_same(const Target& a, const Target& b) {
  return a.kind == b.kind && a.text == b.text && a.qualifier == b.qualifier && a.version == b.version &&
         a.region == b.region;
}

}  // namespace

Result<Facts> gather_facts(const std::vector<Target>& targets, const ClientFor& client_for) {
  Gatherer gatherer(client_for);
  // A system outside AWS can be driven without any account.
  if (targets.empty() || std::any_of(targets.begin(), targets.end(), is_in_aws)) {
    ITK_TRY(gatherer.ask_who_we_are());
  }
  for (auto target = targets.begin(); target != targets.end(); ++target) {
    if (std::none_of(targets.begin(), target, [&](const Target& earlier) { return is_same(earlier, *target); })) {
      gatherer.look_at(*target);
    }
  }
  return gatherer.take();
}

std::optional<std::string> missing_permission(const Error& error, std::string_view asked) {
  if (error.code.find("AccessDenied") == std::string::npos && error.code != "NotAuthorized" &&
      error.code != "UnauthorizedOperation") {
    return std::nullopt;
  }
  constexpr std::string_view k_before = "not authorized to perform: ";
  const std::size_t at = error.message.find(k_before);
  if (at == std::string::npos) {
    return std::string(asked);
  }
  const std::string_view rest = std::string_view(error.message).substr(at + k_before.size());
  const std::string_view action = rest.substr(0, rest.find_first_of(" \n,)"));
  return action.empty() ? std::string(asked) : std::string(action);
}

bool is_loopback(std::string_view url) {
  const auto parts = aws::split_url(url);
  if (!parts) {
    return false;
  }
  const std::string_view host = parts->host;
  return host == "localhost" || host.ends_with(".localhost") || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

}  // namespace itk::preflight
