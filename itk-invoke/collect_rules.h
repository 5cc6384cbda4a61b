// Where the evidence of a case lies and how long to wait for it, for itk-collect.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/model/sending.h"
#include "common/settings/settings.h"
#include "itk-invoke/case_reader.h"

namespace itk::invoke {

// What a case that says nothing gets, in a live run.
struct CollectDefaults {
  std::vector<std::string> log_groups;         // ITK_LOG_GROUPS
  std::optional<std::int64_t> least_quiet_ms;  // ITK_LOG_DELAY_SECONDS
};
Result<CollectDefaults> collect_defaults(const settings::Settings& settings);

// `collect: {log_groups, quiet_ms, deadline_ms, until}` of the case, or the Python kit's `log_sources`.
std::optional<model::CollectRules> read_collect_rules(const YamlNode& root, const CollectDefaults& defaults,
                                                      CaseReader& reader);

}  // namespace itk::invoke
