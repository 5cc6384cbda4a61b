// The messages of a case to a queue: SendMessage, or SendMessageBatch where there are several.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "itk-invoke/entrypoint.h"
#include "itk-invoke/queue_address.h"
#include "itk-invoke/sqs_messages.h"

namespace itk::invoke {

std::unique_ptr<Delivery> make_queue_delivery(QueueAddress queue, std::string region, std::string nonce_attribute,
                                              std::vector<SqsMessage> messages);

}  // namespace itk::invoke
