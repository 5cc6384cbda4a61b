// The checks before the first send (common/preflight), as itk-invoke runs them.
#pragma once

#include <string>
#include <vector>

#include "common/base/log.h"
#include "common/preflight/preflight.h"
#include "itk-invoke/aws_access.h"
#include "itk-invoke/plan.h"

namespace itk::invoke {

struct PreflightOptions {
  std::string allow_production;  // --allow-production ACCOUNT
  std::string report;            // --preflight FILE: the findings as Markdown, also of a run that is refused
};

// Clients of a run as common/preflight wants them.
preflight::ClientFor client_for(AwsAccess& aws);

// Says the warnings, writes the report. An error: a refusal (which names its rules), or nobody says who we are.
// Sends nothing.
Result<preflight::Outcome> run_preflight(const std::vector<PlannedCase>& plan, const settings::Settings& settings,
                                         AwsAccess& aws, const PreflightOptions& options, const Logger& log);

}  // namespace itk::invoke
