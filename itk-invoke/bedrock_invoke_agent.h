// bedrock_invoke_agent: InvokeAgent with the payload's inputText, or turn by turn in one session; its trace as events
// before the answer. What the agent asks back is answered by `respond:`, in further calls of the same turn.
//
// The nonce and a traceparent stand in the session attributes, which action groups get and no model sees; the prompt is
// what the case says, to the letter. A session that the case does not name is the nonce; in a conversation, whose turns
// have a nonce each, it is the inv.
#pragma once

#include <memory>

#include "itk-invoke/entrypoint.h"

namespace itk::invoke {

std::unique_ptr<Delivery> compile_bedrock_invoke_agent(const Case& test_case, const settings::Settings& settings,
                                                       Problems& problems);

}  // namespace itk::invoke
