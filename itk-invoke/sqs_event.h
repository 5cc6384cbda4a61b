// sqs_event, mode publish_sqs: SendMessage to a queue, with the nonce, an X-Ray header and a W3C traceparent.
#pragma once

#include <memory>

#include "itk-invoke/entrypoint.h"

namespace itk::invoke {

std::unique_ptr<Delivery> compile_sqs_event(const Case& test_case, const settings::Settings& settings,
                                            Problems& problems);

}  // namespace itk::invoke
