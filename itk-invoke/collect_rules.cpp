#include "itk-invoke/collect_rules.h"

#include <algorithm>

#include "itk-invoke/sentinels.h"

namespace itk::invoke {
namespace {

const std::vector<std::string> k_collect_keys = {"log_groups", "quiet_ms", "deadline_ms", "until"};

// `log_sources: [{log_group: G}]`, as the Python kit's cases have it.
std::vector<std::string> read_log_sources(const YamlNode& root) {
  std::vector<std::string> groups;
  const YamlNode* sources = root.find("log_sources");
  for (const YamlNode& source : sources == nullptr ? std::vector<YamlNode>() : sources->items) {
    const YamlNode* group = source.is_scalar() ? &source : source.find("log_group");
    if (group != nullptr && group->is_scalar()) {
      groups.push_back(group->text);
    }
  }
  return groups;
}

}  // namespace

std::optional<model::CollectRules> read_collect_rules(const YamlNode& root, const CollectDefaults& defaults,
                                                      CaseReader& reader) {
  model::CollectRules rules;
  if (const YamlNode* collect = reader.map(root, "collect", "collect")) {
    reader.warn_of_near_misses(*collect, k_collect_keys);
    rules.log_groups = reader.texts(*collect, "log_groups", "collect.log_groups");
    rules.quiet_ms = reader.milliseconds(*collect, "quiet_ms", "collect.quiet_ms");
    rules.deadline_ms = reader.milliseconds(*collect, "deadline_ms", "collect.deadline_ms");
    if (const YamlNode* until = collect->find("until")) {
      rules.until = read_sentinels(*until, reader);
    }
  }
  if (rules.log_groups.empty()) {
    rules.log_groups = read_log_sources(root);
  }
  std::erase_if(rules.log_groups, [](const std::string& group) { return settings::is_unfilled(group); });
  if (reader.problems().purpose() == Purpose::Live) {
    if (rules.log_groups.empty()) {
      rules.log_groups = defaults.log_groups;
    }
    if (defaults.least_quiet_ms) {
      rules.quiet_ms = std::max(rules.quiet_ms.value_or(0), *defaults.least_quiet_ms);
    }
  }
  const bool says_something = !rules.log_groups.empty() || rules.quiet_ms || rules.deadline_ms || !rules.until.empty();
  return says_something ? std::optional(std::move(rules)) : std::nullopt;
}

Result<CollectDefaults> collect_defaults(const settings::Settings& settings) {
  CollectDefaults defaults;
  defaults.log_groups = settings.get_list("ITK_LOG_GROUPS");
  ITK_TRY_ASSIGN(const std::optional<std::int64_t> delay, settings.get_integer("ITK_LOG_DELAY_SECONDS"));
  if (delay) {
    constexpr std::int64_t k_most_seconds = 366 * 86'400;  // keeps the product in range
    defaults.least_quiet_ms = std::min(*delay, k_most_seconds) * 1000;
  }
  return defaults;
}

}  // namespace itk::invoke
