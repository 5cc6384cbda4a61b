// agentcore_invoke: InvokeAgentRuntime with the payload as it stands. What the agent streams leaves event by event; the
// stream as a whole, or any other answer, is the response.
//
// The nonce travels as baggage beside traceparent and X-Ray header, which AgentCore hands on to the container. A session
// that the case does not name is made of the inv.
#pragma once

#include <memory>

#include "itk-invoke/entrypoint.h"

namespace itk::invoke {

std::unique_ptr<Delivery> compile_agentcore_invoke(const Case& test_case, const settings::Settings& settings,
                                                   Problems& problems);

}  // namespace itk::invoke
