#include "itk-invoke/validate.h"

#include <fmt/core.h>

#include "itk-invoke/plan.h"

namespace itk::invoke {

Result<ExitCode> validate(const ValidateOptions& options, const Environment& environment, LineWriter& out) {
  ITK_TRY_ASSIGN(const settings::Settings settings,
                 settings::Settings::load({environment, options.folder, options.env_file}));
  for (const std::string& warning : settings.warnings()) {
    ITK_TRY(out.write(warning));
  }
  Problems problems(options.mode == "live"           ? Purpose::Live
                    : options.mode == "dev-fixtures" ? Purpose::DevFixtures
                                                     : Purpose::Check);
  ITK_TRY(plan_cases(options.cases, {}, settings, problems, environment));
  for (const Problem& problem : problems.sorted()) {
    const bool is_warning = problem.level == Problem::Level::Warning;
    ITK_TRY(out.write(fmt::format("{}:{}:{}: {}{}", problem.at.file, problem.at.line, problem.at.column,
                                  is_warning ? "warning: " : "", problem.message)));
  }
  ITK_TRY(out.commit());
  return problems.has_errors() ? ExitCode::Usage : ExitCode::Ok;
}

}  // namespace itk::invoke
