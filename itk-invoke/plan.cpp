#include "itk-invoke/plan.h"

#include <map>

#include "itk-invoke/case_files.h"
#include "itk-invoke/case_loader.h"
#include "itk-invoke/fixture.h"

namespace itk::invoke {
namespace {

PlannedCase plan_case(Case test_case, const settings::Settings& settings, Problems& problems) {
  PlannedCase planned;
  planned.test_case = std::move(test_case);
  if (problems.purpose() != Purpose::DevFixtures) {
    planned.delivery = compile_delivery(planned.test_case, settings, problems);
  }
  if (problems.purpose() != Purpose::Live) {
    planned.fixture = find_fixture(planned.test_case, problems);
  }
  return planned;
}

}  // namespace

Result<Plan> plan_cases(const std::vector<std::string>& paths, const Selection& selection,
                        const settings::Settings& settings, Problems& problems, const Environment& environment) {
  ITK_TRY_ASSIGN(const CollectDefaults defaults, collect_defaults(settings));
  const std::vector<std::string> files = list_case_files(paths, problems);
  std::vector<Case> cases = load_cases(files, settings.environment(), defaults, problems);
  Plan plan;
  if (!problems.has_errors()) {
    ITK_TRY_ASSIGN(plan.selected, select_cases(cases, selection, environment));
  }
  std::map<std::string, RowProblems> found;  // rows of one file share their problems
  for (Case& test_case : cases) {
    Problems of_case(problems.purpose());
    plan.cases.push_back(plan_case(std::move(test_case), settings, of_case));
    const Case& planned = plan.cases.back().test_case;
    found[planned.file].add(planned.row, planned.at, of_case);
  }
  for (const auto& [file, rows] : found) {
    rows.report(problems);
  }
  return plan;
}

}  // namespace itk::invoke
