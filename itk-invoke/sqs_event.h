// sqs_event: SendMessage to a queue (mode publish_sqs), with the nonce, an X-Ray header and a W3C traceparent; or the
// same messages straight to the function (mode invoke_lambda), in the event that it gets from a queue.
#pragma once

#include <memory>

#include "itk-invoke/entrypoint.h"

namespace itk::invoke {

std::unique_ptr<Delivery> compile_sqs_event(const Case& test_case, const settings::Settings& settings,
                                            Problems& problems);

}  // namespace itk::invoke
