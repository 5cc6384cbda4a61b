// The `trace` member of a trace event: which kind of step it was, and all that Bedrock says about it.
#pragma once

#include <string>
#include <string_view>

#include "tests/sandbox/demo/agent_step.h"

namespace itk::sandbox::bedrock {

// "-pre" and "-post" where a step belongs to neither the orchestration nor a guardrail.
std::string_view phase_suffix(const demo::AgentStep& step);

// `collaborator_arn` is whom the agent asks where it asks one.
std::string step_json(const demo::AgentStep& step, std::string_view trace_id, std::string_view collaborator_arn);

}  // namespace itk::sandbox::bedrock
