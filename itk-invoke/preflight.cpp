#include "itk-invoke/preflight.h"

#include <fmt/core.h>

#include "common/base/atomic_file.h"
#include "common/preflight/report.h"
#include "itk-invoke/preflight_targets.h"

namespace itk::invoke {

preflight::ClientFor client_for(AwsAccess& aws) {
  return [&aws](aws::Service service, const std::string& region) { return aws.client(service, region); };
}

Result<preflight::Outcome> run_preflight(const std::vector<PlannedCase>& plan, const settings::Settings& settings,
                                         AwsAccess& aws, const PreflightOptions& options, const Logger& log) {
  ITK_TRY_ASSIGN(const preflight::Policy policy,
                 preflight::read_policy(settings, preflight::Purpose::Send, options.allow_production));
  preflight::Given given;
  given.cases = plan.size();
  ITK_TRY_ASSIGN(preflight::Outcome outcome, preflight::check(targets_of(plan), policy, given, client_for(aws)));
  for (const preflight::Finding& finding : outcome.findings) {
    if (finding.level == preflight::Level::Warning) {
      log.warning(fmt::format("{}: {}", finding.rule, finding.message));
    }
  }
  if (!options.report.empty()) {
    ITK_TRY(write_file(options.report, preflight::to_markdown(outcome, aws.now())));
  }
  if (outcome.is_refused()) {
    return tl::make_unexpected(outcome.refusal());
  }
  return outcome;
}

}  // namespace itk::invoke
