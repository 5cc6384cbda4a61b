// What a run is about to touch: the targets of its cases and the log groups of their evidence, or what is configured.
#pragma once

#include <vector>

#include "common/preflight/target.h"
#include "common/settings/settings.h"
#include "itk-invoke/plan.h"

namespace itk::invoke {

std::vector<preflight::Target> targets_of(const std::vector<PlannedCase>& plan);

// ITK_SQS_QUEUE_URL, ITK_TARGET_LAMBDA_ARN or ITK_LAMBDA_FUNCTION_NAME, ITK_BEDROCK_AGENT_ID, ITK_LOG_GROUPS. What
// cannot be read is left out, and named in `unread`.
std::vector<preflight::Target> targets_of(const settings::Settings& settings, std::vector<std::string>& unread);

}  // namespace itk::invoke
