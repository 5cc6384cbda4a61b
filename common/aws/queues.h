// What ITK reads of queues: which there are, and the messages of a dead-letter queue. It deletes none.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/aws/client.h"

namespace itk::aws {

// `account` is empty for a queue of our own.
Result<std::string> get_queue_url(Client& sqs, std::string_view name, std::string_view account);

// The URLs of all queues whose name begins with `prefix`.
Result<std::vector<std::string>> list_queues(Client& sqs, std::string_view prefix);

struct ReceivedMessage {
  std::string id;
  std::string receipt;  // for change_message_visibility
  std::string body;
  std::map<std::string, std::string> attributes;         // of texts and numbers
  std::map<std::string, std::string> system_attributes;  // SentTimestamp, ApproximateReceiveCount, ...
};

// At most ten, which nobody else sees for so long. None may mean that there are none.
Result<std::vector<ReceivedMessage>> receive_messages(Client& sqs, std::string_view queue_url,
                                                      int visibility_timeout_seconds);

// 0: everybody may receive it again at once.
Status change_message_visibility(Client& sqs, std::string_view queue_url, std::string_view receipt, int seconds);

}  // namespace itk::aws
