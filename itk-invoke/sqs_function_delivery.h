// The messages of a case straight to the function, in the event that it gets from a queue.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "itk-invoke/function_delivery.h"
#include "itk-invoke/queue_address.h"
#include "itk-invoke/sqs_messages.h"

namespace itk::invoke {

// `queue` is the one that they seem to come from.
std::unique_ptr<Delivery> make_function_event_delivery(FunctionTarget target, std::optional<QueueAddress> queue,
                                                       std::vector<SqsMessage> messages);

}  // namespace itk::invoke
