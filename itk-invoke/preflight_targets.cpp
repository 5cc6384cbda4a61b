#include "itk-invoke/preflight_targets.h"

#include <fmt/core.h>

#include "itk-invoke/function_address.h"
#include "itk-invoke/queue_address.h"

namespace itk::invoke {
namespace {

using preflight::Kind;
using preflight::Target;

std::optional<Target> queue_target(const std::string& text) {
  const std::optional<QueueAddress> queue = parse_queue_address(text);
  if (!queue) {
    return std::nullopt;
  }
  Target target{Kind::Queue, text, queue->name};
  target.region = queue->region;
  target.account = queue->account;
  target.url = queue->url;
  return target;
}

std::optional<Target> function_target(const std::string& text) {
  const std::optional<FunctionAddress> function = parse_function_address(text);
  if (!function) {
    return std::nullopt;
  }
  Target target{Kind::Function, function->text, function->name};
  target.qualifier = function->qualifier;
  target.region = function->region;
  target.account = function->account;
  return target;
}

// "AGENT/ALIAS" or "AGENT/version latest", as its delivery names it.
Target agent_target(const std::string& text) {
  constexpr std::string_view k_version = "version ";
  const std::size_t slash = text.find('/');
  Target target{Kind::Agent, text, text.substr(0, slash)};
  const std::string rest = slash == std::string::npos ? "" : text.substr(slash + 1);
  if (rest.starts_with(k_version)) {
    target.version = rest.substr(k_version.size());
  } else {
    target.qualifier = rest;
  }
  return target;
}

Target target_of(const Delivery& delivery) {
  const std::string text = delivery.target();
  std::optional<Target> target;
  const std::optional<aws::Service> service = delivery.service();
  if (!service) {
    return preflight::other_target(text);  // outside AWS
  }
  switch (*service) {
    case aws::Service::Sqs:
      target = queue_target(text);
      break;
    case aws::Service::Lambda:
      target = function_target(text);
      break;
    case aws::Service::BedrockAgentRuntime:
      target = agent_target(text);
      break;
    default:
      break;
  }
  Target found = target ? std::move(*target) : preflight::other_target(text);
  if (!delivery.region().empty()) {
    found.region = delivery.region();
  }
  if (!delivery.account().empty()) {
    found.account = delivery.account();
  }
  return found;
}

// Adds what the setting `name` says, if anything.
class ConfiguredTargets {
 public:
  ConfiguredTargets(const settings::Settings& settings, std::vector<std::string>& unread)
      : settings_(settings), unread_(unread) {}

  bool add(std::string_view name, std::optional<Target> (*read)(const std::string&), std::string_view expected) {
    const std::optional<std::string> text = settings_.get(name);
    if (!text) {
      return false;
    }
    std::optional<Target> target = read(*text);
    if (!target) {
      unread_.push_back(fmt::format("{}={} ({}) is no {}", name, *text, settings_.origin(name), expected));
      return true;
    }
    add(std::move(*target), name);
    return true;
  }
  void add(Target target, std::string_view name) {
    target.where = fmt::format("{}, {}", name, settings_.origin(name));
    targets_.push_back(std::move(target));
  }
  std::vector<Target> take() { return std::move(targets_); }

 private:
  const settings::Settings& settings_;
  std::vector<std::string>& unread_;
  std::vector<Target> targets_;
};

}  // namespace

std::vector<Target> targets_of(const std::vector<PlannedCase>& plan) {
  std::vector<Target> targets;
  for (const PlannedCase& planned : plan) {
    const Case& test_case = planned.test_case;
    const auto where = [&](const Place& at) { return fmt::format("{}:{}:{}", test_case.file, at.line, at.column); };
    if (planned.delivery) {
      targets.push_back(target_of(*planned.delivery));
      targets.back().where = where(test_case.target.is_null() ? test_case.entrypoint_at : test_case.target.at);
    }
    for (const std::string& group : test_case.collect ? test_case.collect->log_groups : std::vector<std::string>()) {
      targets.push_back(preflight::log_group_target(group, where(test_case.at)));
    }
  }
  return targets;
}

std::vector<Target> targets_of(const settings::Settings& settings, std::vector<std::string>& unread) {
  ConfiguredTargets targets(settings, unread);
  targets.add("ITK_SQS_QUEUE_URL", queue_target, "URL or ARN of a queue");
  if (!targets.add("ITK_TARGET_LAMBDA_ARN", function_target, "ARN of a function")) {
    targets.add("ITK_LAMBDA_FUNCTION_NAME", function_target, "name of a function");
  }
  if (const auto agent = settings.get("ITK_BEDROCK_AGENT_ID")) {
    const auto alias = settings.get("ITK_BEDROCK_AGENT_ALIAS_ID");
    targets.add(agent_target(*agent + "/" + alias.value_or("version latest")), "ITK_BEDROCK_AGENT_ID");
  }
  for (const std::string& group : settings.get_list("ITK_LOG_GROUPS")) {
    targets.add(preflight::log_group_target(group, ""), "ITK_LOG_GROUPS");
  }
  return targets.take();
}

}  // namespace itk::invoke
