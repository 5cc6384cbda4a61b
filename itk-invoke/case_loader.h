// From paths to compiled cases. Every problem of every file is gathered; nothing is sent while there is one.
#pragma once

#include <string>
#include <vector>

#include "common/settings/settings.h"
#include "itk-invoke/case.h"
#include "itk-invoke/problem.h"

namespace itk::invoke {

// The case files that `paths` name: files as they are, of folders every *.yaml and *.yml directly in them, sorted,
// without readme.*.
std::vector<std::string> list_case_files(const std::vector<std::string>& paths, Problems& problems);

// What a case that says nothing about its evidence gets.
struct CollectDefaults {
  std::vector<std::string> log_groups;            // ITK_LOG_GROUPS
  std::optional<std::int64_t> least_quiet_ms;  // ITK_LOG_DELAY_SECONDS
};
Result<CollectDefaults> collect_defaults(const settings::Settings& settings);

// One case per file; a file without a usable case gives none. Ids are unique among them.
std::vector<Case> load_cases(const std::vector<std::string>& files, const Environment& variables,
                             const CollectDefaults& defaults, Problems& problems);

// The case in the text of `file`.
std::optional<Case> load_case(const std::string& file, std::string_view text, const Environment& variables,
                              const CollectDefaults& defaults, Problems& problems);

}  // namespace itk::invoke
