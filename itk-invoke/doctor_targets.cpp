#include "itk-invoke/doctor_targets.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/aws/logs.h"
#include "common/aws/queues.h"
#include "common/aws/sqs.h"
#include "common/aws/xray.h"
#include "common/base/nearest.h"
#include "itk-invoke/dead_letters.h"

namespace itk::invoke {
namespace {

using preflight::Kind;
using preflight::TargetFact;

std::string value_of(const std::map<std::string, std::string>& attributes, std::string_view name) {
  const auto found = attributes.find(std::string(name));
  return found == attributes.end() ? "" : found->second;
}

// Without a permission nothing can be found at all.
constexpr char k_read_logs[] = "logs:FilterLogEvents";

}  // namespace

bool TargetDoctor::is_missing_permission(const Error& error, std::string_view asked) {
  const auto action = preflight::missing_permission(error, asked);
  if (action) {
    missing_.insert(*action);
  }
  return action.has_value();
}

void TargetDoctor::add_error(std::string name, const Error& error, std::string_view asked, std::string mend) {
  if (is_missing_permission(error, asked)) {
    add({std::move(name), Mark::Warning, fmt::format("cannot be seen: {} is not allowed", asked)});
  } else {
    add({std::move(name), Mark::Bad, error.message, std::move(mend), error.exit});
  }
}

void TargetDoctor::examine_targets() {
  if (facts_.targets.empty()) {
    add({"targets", Mark::Warning, "no case and no setting names a target",
         "itk discover, or name case files: itk doctor cases/"});
  }
  if (facts_.alias_error) {
    is_missing_permission(*facts_.alias_error, "iam:ListAccountAliases");
  }
  for (const TargetFact& fact : facts_.targets) {
    const std::string name = fmt::format("{} {}", preflight::kind_name(fact.target.kind), fact.target.name);
    if (fact.error && fact.target.kind != Kind::LogGroup) {
      add_error(name, *fact.error, fact.asked,
                fmt::format("itk discover lists what is there; {} names this one", fact.target.where));
    } else if (fact.target.kind == Kind::Queue) {
      examine_queue(fact);
    } else if (fact.target.kind == Kind::Function) {
      examine_function(fact);
    } else if (fact.target.kind == Kind::Agent) {
      examine_agent(fact);
    } else if (fact.target.kind == Kind::LogGroup) {
      examine_log_group(fact);
    } else {
      add({name, Mark::Ok, "is not looked at"});
    }
  }
}

void TargetDoctor::examine_queue(const TargetFact& fact) {
  const std::string waiting = value_of(fact.queue, "ApproximateNumberOfMessages");
  add({"queue " + fact.target.name, Mark::Ok,
       fmt::format("{} waiting, {} in flight, visibility timeout {} s", waiting,
                   value_of(fact.queue, "ApproximateNumberOfMessagesNotVisible"),
                   value_of(fact.queue, "VisibilityTimeout"))});
  examine_dead_letters(fact);
}

void TargetDoctor::examine_dead_letters(const TargetFact& fact) {
  const std::string name = fact.target.name + "'s dead letters";
  const Result<aws::Client*> sqs = aws_.client(aws::Service::Sqs, fact.target.region);
  if (!sqs) {
    add({name, Mark::Bad, sqs.error().message, "", sqs.error().exit});
    return;
  }
  const Result<std::optional<std::string>> url = dead_letter_queue(**sqs, fact.queue);
  if (!url) {
    add_error(name, url.error(), "sqs:GetQueueUrl", "make the queue that its RedrivePolicy names");
  } else if (!*url) {
    add({name, Mark::Warning, "the queue has no dead-letter queue: what fails is tried until it expires",
         "aws sqs set-queue-attributes with a RedrivePolicy"});
  } else if (const auto attributes = aws::get_queue_attributes(**sqs, **url); !attributes) {
    add_error(name, attributes.error(), "sqs:GetQueueAttributes", "");
  } else {
    const std::string depth = value_of(*attributes, "ApproximateNumberOfMessages");
    const bool is_empty = depth == "0" || depth.empty();
    add({name, is_empty ? Mark::Ok : Mark::Warning, fmt::format("{} in {}", depth, **url),
         is_empty ? "" : "itk doctor --dlq RUN shows which are of a run"});
  }
}

void TargetDoctor::examine_function(const TargetFact& fact) {
  const aws::FunctionConfiguration& function = *fact.function;
  const bool is_ready = function.state.empty() || function.state == "Active" || function.state == "Inactive";
  add({"function " + fact.target.name, is_ready ? Mark::Ok : Mark::Bad,
       fmt::format("{}, timeout {} s, logs in {}{}", function.state.empty() ? "there" : function.state,
                   function.timeout_seconds, function.log_group,
                   function.state_reason.empty() ? "" : ": " + function.state_reason),
       is_ready ? "" : "aws lambda get-function --function-name " + fact.target.name});
}

void TargetDoctor::examine_agent(const TargetFact& fact) {
  const bool is_prepared = fact.agent->status == "PREPARED";
  add({"agent " + fact.target.name, is_prepared ? Mark::Ok : Mark::Warning,
       fmt::format("\"{}\" is {}", fact.agent->name, fact.agent->status),
       is_prepared ? "" : "aws bedrock-agent prepare-agent --agent-id " + fact.target.name});
  const aws::AgentAlias& alias = *fact.alias;
  const bool is_good = alias.status == "PREPARED" && alias.accepts_invocations;
  add({"agent alias " + alias.id, is_good ? Mark::Ok : Mark::Bad,
       fmt::format("\"{}\" is {}, leads to version {}{}", alias.name, alias.status, fmt::join(alias.versions, " and "),
                   alias.accepts_invocations ? "" : ", and rejects invocations"),
       is_good ? ""
               : fmt::format("aws bedrock-agent update-agent-alias --agent-id {} --agent-alias-id {}", fact.target.name,
                             alias.id)});
}

void TargetDoctor::examine_log_group(const TargetFact& fact) {
  const std::string name = "log group " + fact.target.name;
  if (!fact.target.account.empty() && fact.target.account != facts_.caller.account) {
    add({name, Mark::Ok, fmt::format("is account {}'s, and not looked at", fact.target.account)});
    return;
  }
  const auto logs = aws_.client(aws::Service::Logs, fact.target.region);
  const auto groups = logs ? aws::describe_log_groups(**logs, fact.target.name)
                           : Result<std::vector<aws::LogGroup>>(tl::make_unexpected(logs.error()));
  if (!groups) {
    add_error(name, groups.error(), "logs:DescribeLogGroups", "");
    return;
  }
  const auto group = std::find_if(groups->begin(), groups->end(),
                                  [&](const aws::LogGroup& there) { return there.name == fact.target.name; });
  if (group == groups->end()) {
    std::vector<std::string> names;
    for (const aws::LogGroup& there : *groups) {
      names.push_back(there.name);
    }
    const bool is_of_lambda = fact.target.name.starts_with("/aws/lambda/");
    add({name, is_of_lambda ? Mark::Warning : Mark::Bad,
         fmt::format("is not there{}{}", is_of_lambda ? " (a function makes it with its first line)" : "",
                     did_you_mean(fact.target.name, names)),
         fmt::format("itk discover lists what is there; {} names this one", fact.target.where)});
    return;
  }
  add({name, Mark::Ok,
       group->retention_days ? fmt::format("kept for {} days", *group->retention_days) : "kept for ever"});
  examine_reading(fact);
}

// The one permission without which there is no evidence is tried, not inferred.
void TargetDoctor::examine_reading(const TargetFact& fact) {
  const auto logs = aws_.client(aws::Service::Logs, fact.target.region);
  aws::FilterLogEvents query;
  query.log_group = fact.target.text;
  query.start_ms = aws_.now().ms() - 1000;
  query.limit = 1;
  const auto page = aws::filter_log_events(**logs, query);
  if (page) {
    return;
  }
  if (is_missing_permission(page.error(), k_read_logs)) {
    missing_needed_.insert(k_read_logs);
  } else {
    add({"log group " + fact.target.name, Mark::Bad, page.error().message, "", page.error().exit});
  }
}

void TargetDoctor::examine_traces() {
  const auto xray = aws_.client(aws::Service::Xray, "");
  const auto destination = xray ? aws::get_trace_segment_destination(**xray)
                                : Result<aws::TraceDestination>(tl::make_unexpected(xray.error()));
  if (!destination) {
    if (is_missing_permission(destination.error(), "xray:GetTraceSegmentDestination")) {
      add({"traces", Mark::Warning, "cannot be seen: xray:GetTraceSegmentDestination is not allowed"});
    } else {
      add({"traces", Mark::Warning, destination.error().message});
    }
    return;
  }
  if (destination->destination != "CloudWatchLogs") {
    add({"traces", Mark::Ok, "segments go to X-Ray"});
    return;
  }
  const bool reads_spans = std::any_of(facts_.targets.begin(), facts_.targets.end(),
                                       [](const TargetFact& fact) { return fact.target.name == "aws/spans"; });
  add({"traces", reads_spans ? Mark::Ok : Mark::Warning,
       fmt::format("Transaction Search ({}): spans are in log group aws/spans{}", destination->status,
                   reads_spans ? "" : ", which nobody reads"),
       reads_spans ? "" : "add aws/spans to collect.log_groups or ITK_LOG_GROUPS"});
}

void TargetDoctor::report_permissions() {
  if (missing_.empty()) {
    add({"permissions", Mark::Ok, "nothing that was asked for was denied"});
    return;
  }
  const bool is_bad = !missing_needed_.empty();
  add({"permissions", is_bad ? Mark::Bad : Mark::Warning, fmt::format("missing: {}", fmt::join(missing_, ", ")),
       fmt::format("allow them to {}", facts_.caller.arn), ExitCode::Refused});
}

}  // namespace itk::invoke
