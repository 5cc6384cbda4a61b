#include "itk-collect/reading_check.h"

#include <fmt/core.h>

#include "common/preflight/preflight.h"

namespace itk::collect {

Result<Surroundings> check_reading(const settings::Settings& settings, const Options& options,
                                   const std::vector<std::string>& groups,
                                   const aws::Access::MakeTransport& make_transport, Clock& clock, const Logger& log) {
  aws::Access access(settings.environment(), options.aws, clock, log, make_transport);
  ITK_TRY_ASSIGN(const preflight::Policy policy,
                 preflight::read_policy(settings, preflight::Purpose::Read, options.read_production));
  std::vector<preflight::Target> targets;
  for (const std::string& group : groups) {
    targets.push_back(preflight::log_group_target(group, "--log-groups"));
  }
  const preflight::ClientFor client_for = [&](aws::Service service, const std::string& region) {
    return access.client(service, region);
  };
  ITK_TRY_ASSIGN(const preflight::Outcome outcome, preflight::check(targets, policy, {}, client_for));
  for (const preflight::Finding& finding : outcome.findings) {
    if (finding.level == preflight::Level::Warning) {
      log.warning(fmt::format("{}: {}", finding.rule, finding.message));
    }
  }
  if (outcome.is_refused()) {
    return tl::make_unexpected(outcome.refusal());
  }
  Surroundings around;
  around.account = outcome.facts.caller.account;
  ITK_TRY_ASSIGN(const aws::Config config, access.config(""));
  around.region = config.region;
  ITK_TRY_ASSIGN(const aws::Endpoint endpoint, access.endpoint(aws::Service::Logs, ""));
  around.endpoint_url = endpoint.custom ? endpoint.url : "";
  return around;
}

}  // namespace itk::collect
