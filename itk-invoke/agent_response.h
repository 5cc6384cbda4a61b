// The answer of a Bedrock agent as one JSON object, for the answer record.
#pragma once

#include <vector>

#include "common/aws/bedrock_agent.h"
#include "common/json/raw_json.h"

namespace itk::invoke {

// {"completion":"...","contentType":"text/plain","sessionId":"...","attributions":[...],"returnControl":[...],
// "files":[...]}; all but completion and session only where they came.
RawJson response_of(const aws::AgentAnswer& answer, const std::vector<aws::AgentPart>& files);

}  // namespace itk::invoke
