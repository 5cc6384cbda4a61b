#include "itk-invoke/resolve_discover.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <functional>

#include "common/aws/agents.h"
#include "common/aws/functions.h"
#include "common/aws/logs.h"
#include "common/aws/queues.h"

namespace itk::invoke {
namespace {

class Discovery {
 public:
  Discovery(AwsAccess& aws, const std::string& match, const Logger& log) : aws_(aws), match_(match), log_(log) {}

  Result<std::vector<Candidate>> run() {
    // The first client tells whether there are a region and credentials at all.
    ITK_TRY(aws_.client(aws::Service::Sqs, ""));
    look("queues", [this] { return queues(); });
    look("functions", [this] { return functions(); });
    look("agents", [this] { return agents(); });
    look("log groups", [this] { return log_groups(); });
    if (failures_ == 4) {
      return tl::make_unexpected(first_failure_);
    }
    return std::move(found_);
  }

 private:
  void look(std::string_view what, const std::function<Status()>& list) {
    const Status listed = list();
    if (!listed) {
      first_failure_ = failures_++ == 0 ? listed.error() : first_failure_;
      log_.warning(fmt::format("{} cannot be listed: {}", what, listed.error().message));
    }
  }

  void add(Candidate candidate) {
    if (match_.empty() || ::fnmatch(match_.c_str(), candidate.name.c_str(), 0) == 0) {
      found_.push_back(std::move(candidate));
    }
  }

  Status queues() {
    ITK_TRY_ASSIGN(aws::Client * sqs, aws_.client(aws::Service::Sqs, ""));
    ITK_TRY_ASSIGN(const std::vector<std::string> urls, aws::list_queues(*sqs, literal_prefix()));
    for (const std::string& url : urls) {
      add({"queue", "ITK_SQS_QUEUE_URL", url, url.substr(url.rfind('/') + 1)});
    }
    return {};
  }

  Status functions() {
    ITK_TRY_ASSIGN(aws::Client * lambda, aws_.client(aws::Service::Lambda, ""));
    ITK_TRY_ASSIGN(const std::vector<aws::FunctionConfiguration> functions, aws::list_functions(*lambda));
    for (const aws::FunctionConfiguration& function : functions) {
      add({"function", "ITK_LAMBDA_FUNCTION_NAME", function.name, function.name});
    }
    return {};
  }

  Status agents() {
    ITK_TRY_ASSIGN(aws::Client * client, aws_.client(aws::Service::BedrockAgent, ""));
    ITK_TRY_ASSIGN(const std::vector<aws::Agent> agents, aws::list_agents(*client));
    for (const aws::Agent& agent : agents) {
      Candidate candidate{"agent", "ITK_BEDROCK_AGENT_ID", agent.id, agent.name};
      if (const auto alias = aws::resolve_agent_version(*client, agent.id, "latest")) {
        candidate.goes_with = "ITK_BEDROCK_AGENT_ALIAS_ID=" + *alias;
      }
      add(std::move(candidate));
    }
    return {};
  }

  // A glob on names would never match the paths of log groups, so that their last part counts, too.
  Status log_groups() {
    ITK_TRY_ASSIGN(aws::Client * logs, aws_.client(aws::Service::Logs, ""));
    ITK_TRY_ASSIGN(const std::vector<aws::LogGroup> groups, aws::describe_log_groups(*logs, ""));
    for (const aws::LogGroup& group : groups) {
      Candidate candidate{"log group", "ITK_LOG_GROUPS", group.name, group.name.substr(group.name.rfind('/') + 1)};
      if (!match_.empty() && ::fnmatch(match_.c_str(), group.name.c_str(), 0) == 0) {
        found_.push_back(std::move(candidate));
      } else {
        add(std::move(candidate));
      }
    }
    return {};
  }

  std::string literal_prefix() const { return match_.substr(0, match_.find_first_of("*?[\\")); }

  AwsAccess& aws_;
  const std::string& match_;
  const Logger& log_;
  std::vector<Candidate> found_;
  int failures_ = 0;
  Error first_failure_;
};

// Queues that others are dead-lettered to are named after them, and nobody sends there.
bool is_dead_letter(std::string_view name) { return name.ends_with("dlq") || name.ends_with("DLQ"); }

std::vector<const Candidate*> candidates_of(const std::vector<Candidate>& all, std::string_view variable) {
  std::vector<const Candidate*> some;
  for (const Candidate& candidate : all) {
    if (candidate.variable == variable && !(candidate.kind == "queue" && is_dead_letter(candidate.name))) {
      some.push_back(&candidate);
    }
  }
  return some;
}

}  // namespace

Result<std::vector<Candidate>> discover(AwsAccess& aws, const std::string& match, const Logger& log) {
  return Discovery(aws, match, log).run();
}

std::string dotenv_lines(const std::vector<Candidate>& candidates, const settings::Settings& settings) {
  std::string lines;
  for (const char* variable :
       {"ITK_SQS_QUEUE_URL", "ITK_LAMBDA_FUNCTION_NAME", "ITK_BEDROCK_AGENT_ID", "ITK_LOG_GROUPS"}) {
    const std::vector<const Candidate*> found = candidates_of(candidates, variable);
    if (found.empty() || settings.get(variable)) {
      continue;
    }
    std::vector<std::string> values;
    for (const Candidate* candidate : found) {
      values.push_back(candidate->value);
    }
    if (std::string_view(variable) == "ITK_LOG_GROUPS") {
      lines += fmt::format("{}={}\n", variable, fmt::join(values, ","));
    } else if (values.size() == 1) {
      lines += fmt::format("{}={}\n", variable, values[0]);
      const std::string& more = found[0]->goes_with;
      lines += more.empty() || settings.get(more.substr(0, more.find('='))) ? "" : more + "\n";
    } else {
      lines += fmt::format("# {}: one of {}\n", variable, fmt::join(values, " "));
    }
  }
  return lines;
}

}  // namespace itk::invoke
