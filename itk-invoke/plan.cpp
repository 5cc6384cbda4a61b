#include "itk-invoke/plan.h"

#include <fmt/core.h>
#include <fnmatch.h>

#include <algorithm>

#include "common/base/nearest.h"
#include "itk-invoke/case_files.h"
#include "itk-invoke/case_loader.h"
#include "itk-invoke/fixture.h"

namespace itk::invoke {
namespace {

Status keep_matching(std::vector<Case>& cases, const std::string& filter) {
  std::vector<std::string> ids;
  for (const Case& test_case : cases) {
    ids.push_back(test_case.id);
  }
  std::erase_if(cases, [&](const Case& test_case) { return ::fnmatch(filter.c_str(), test_case.id.c_str(), 0) != 0; });
  if (cases.empty()) {
    return tl::make_unexpected(usage_error("no_cases", fmt::format("--filter {} matches none of {} case ids{}", filter,
                                                                   ids.size(), did_you_mean(filter, ids))));
  }
  return {};
}

}  // namespace

Result<std::vector<PlannedCase>> plan_cases(const std::vector<std::string>& paths, const std::string& filter,
                                            const settings::Settings& settings, Problems& problems) {
  ITK_TRY_ASSIGN(const CollectDefaults defaults, collect_defaults(settings));
  const std::vector<std::string> files = list_case_files(paths, problems);
  std::vector<Case> cases = load_cases(files, settings.environment(), defaults, problems);
  if (!filter.empty() && !problems.has_errors()) {
    ITK_TRY(keep_matching(cases, filter));
  }
  std::vector<PlannedCase> plan;
  for (Case& test_case : cases) {
    PlannedCase planned;
    planned.test_case = std::move(test_case);
    if (problems.purpose() != Purpose::DevFixtures) {
      planned.delivery = compile_delivery(planned.test_case, settings, problems);
    }
    if (problems.purpose() != Purpose::Live) {
      planned.fixture = find_fixture(planned.test_case, problems);
    }
    plan.push_back(std::move(planned));
  }
  return plan;
}

}  // namespace itk::invoke
