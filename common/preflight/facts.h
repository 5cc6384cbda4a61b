// What AWS says about the caller and the targets. One call for each thing, whatever number of cases name it; an answer
// that is missing is a fact, too.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/aws/agents.h"
#include "common/aws/client.h"
#include "common/aws/functions.h"
#include "common/aws/sts.h"
#include "common/preflight/target.h"

namespace itk::preflight {

// A client of `service` in `region` (empty: the configured one) that lives as long as the run.
using ClientFor = std::function<Result<aws::Client*>(aws::Service service, const std::string& region)>;

// Where calls go.
struct EndpointFact {
  std::string service;
  std::string region;
  std::string url;
  bool is_custom = false;

  friend bool operator==(const EndpointFact&, const EndpointFact&) = default;
};

struct TargetFact {
  Target target;
  std::string region;                // where it is
  std::optional<Error> error;        // why AWS does not show it
  std::string asked;                 // the IAM action of that call: "sqs:GetQueueAttributes"
  std::vector<std::string> also_is;  // further names that tell what it is: of an agent and its alias
  // What AWS showed, by kind.
  std::map<std::string, std::string> queue;  // attributes
  std::string queue_url;
  std::optional<aws::FunctionConfiguration> function;
  std::optional<aws::Agent> agent;
  std::optional<aws::AgentAlias> alias;
};

struct Facts {
  aws::CallerIdentity caller;  // empty: no target is in AWS, so nobody was asked
  std::vector<std::string> account_aliases;
  std::optional<Error> alias_error;
  std::vector<EndpointFact> endpoints;
  std::vector<TargetFact> targets;
};

// An error only where nobody says who we are: credentials, or no way to AWS.
Result<Facts> gather_facts(const std::vector<Target>& targets, const ClientFor& client_for);

// Of an error that says that a permission is missing: the action, by the message, else `asked`. Nothing where the error
// is another one.
std::optional<std::string> missing_permission(const Error& error, std::string_view asked);

// Whether the host of `url` is this machine.
bool is_loopback(std::string_view url);

}  // namespace itk::preflight
