#include "itk-invoke/invoke.h"

#include <fmt/core.h>

#include <filesystem>

#include "common/base/nearest.h"
#include "common/redact/configured.h"
#include "itk-invoke/plan.h"
#include "itk-invoke/plan_file.h"
#include "itk-invoke/resolve.h"
#include "itk-invoke/sender.h"
#include "itk-invoke/soak_settings.h"

namespace itk::invoke {
namespace {

Result<Purpose> purpose_of(const Options& options, const settings::Settings& settings) {
  const std::string mode = options.mode.empty() ? settings.get("ITK_MODE").value_or("live") : options.mode;
  if (mode == "live") {
    return Purpose::Live;
  }
  if (mode == "dev-fixtures") {
    return Purpose::DevFixtures;
  }
  const std::string source =
      options.mode.empty() ? fmt::format("ITK_MODE ({})", settings.origin("ITK_MODE")) : "--mode";
  return tl::make_unexpected(
      usage_error("bad_mode", fmt::format("{}: there is no mode \"{}\"; use live or dev-fixtures{}", source, mode,
                                          did_you_mean(mode, {"live", "dev-fixtures"}))));
}

void warn_of_settings(const settings::Settings& settings, const Logger& log) {
  for (const std::string& warning : settings.warnings()) {
    log.warning(warning);
  }
}

Result<std::vector<std::string>> case_paths(const Options& options, const settings::Settings& settings) {
  if (!options.cases.empty()) {
    return options.cases;
  }
  const std::optional<std::string> folder = settings.get("ITK_CASES_DIR");
  if (!folder) {
    return tl::make_unexpected(usage_error(
        "no_cases", "no cases; name case files or a folder of them, or set ITK_CASES_DIR (itk-invoke --help)"));
  }
  return std::vector{*folder};
}

// The folder's own name, also of "." and "..".
std::string suite_name(const Options& options, const std::vector<std::string>& paths) {
  std::error_code ignored;
  if (!options.suite.empty() || paths.size() != 1 || !std::filesystem::is_directory(paths[0], ignored)) {
    return options.suite;
  }
  return std::filesystem::weakly_canonical(paths[0], ignored).filename().string();
}

// Such a case is sent, and its evidence can be looked for by hand; itk-collect will not find any.
void warn_of_missing_log_groups(const std::vector<PlannedCase>& plan, const Logger& log) {
  std::string ids;
  for (const PlannedCase& planned : plan) {
    const std::optional<model::CollectRules>& rules = planned.test_case.collect;
    if (!rules || rules->log_groups.empty()) {
      ids += (ids.empty() ? "" : ", ") + planned.test_case.id;
    }
  }
  if (!ids.empty()) {
    log.warning(
        fmt::format("no log groups to look for the evidence of {}; set collect.log_groups or ITK_LOG_GROUPS", ids));
  }
}

Status report_problems(const Problems& problems, Stage& stage) {
  for (const Problem& problem : problems.sorted()) {
    if (problem.level == Problem::Level::Warning) {
      stage.log().warning(problem.text());
    } else {
      ITK_TRY(stage.report(usage_error(problem.code, problem.text()), "", problem.at));
    }
  }
  return {};
}

}  // namespace

Status invoke(const Options& asked, const Outside& outside, Stage& stage, World& world) {
  // What is configured, and where the cases are.
  Options options = asked;
  ITK_TRY_ASSIGN(const settings::Settings settings,
                 load_settings({world.environment, options.folder, options.env_file}, stage.log()));
  ITK_TRY_ASSIGN(const std::shared_ptr<redact::Redactor> redactor,
                 redact::make_configured_redactor(settings.environment(), options.folder));
  stage.redact_with(redactor);
  warn_of_settings(settings, stage.log());
  if (options.soak) {
    ITK_TRY(apply_soak_settings(settings, options));
  }
  ITK_TRY_ASSIGN(const Purpose purpose, purpose_of(options, settings));
  ITK_TRY_ASSIGN(const std::vector<std::string> paths, case_paths(options, settings));

  // All cases, and all that is wrong with them.
  Problems problems(purpose);
  ITK_TRY_ASSIGN(Plan planned, plan_cases(paths, options.selection, settings, problems, world.environment));
  if (!options.plan.empty() && !problems.has_errors()) {
    ITK_TRY(follow_plan(options.plan, planned));
  }
  const std::vector<PlannedCase>& plan = planned.cases;
  for (const std::string& warning : planned.selected.warnings) {
    stage.log().warning(warning);
  }

  // The run; then nothing is sent while anything is wrong.
  AwsAccess aws(settings.environment(), options.aws, world.clock, stage.log(), outside.make_transport);
  Sender sender(options, outside, stage, world, aws, purpose);
  sender.set_shard(planned.selected.shard);
  if (!options.resume.empty()) {
    ITK_TRY_ASSIGN(Resumed resumed, read_resumed(options.resume));
    sender.resume(std::move(resumed));
  }
  const Status begun = sender.begin(suite_name(options, paths), settings, plan, redactor->key_fingerprint());
  if (!begun || problems.has_errors() || !planned.selected.empty_because.empty()) {
    ITK_TRY(sender.write_run());
  }
  ITK_TRY(report_problems(problems, stage));
  ITK_TRY(begun);
  if (problems.has_errors()) {
    stage.log().error("nothing was sent");
    return {};
  }
  if (purpose == Purpose::Live) {
    warn_of_missing_log_groups(plan, stage.log());
  }
  if (!planned.selected.empty_because.empty()) {
    stage.log().info(planned.selected.empty_because);
    return {};
  }
  ITK_TRY(sender.connect(plan, settings));

  // Out they go.
  return sender.send_all(plan);
}

}  // namespace itk::invoke
