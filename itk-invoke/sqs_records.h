// An SQS event as Lambda delivers it to a function: what `sqs_event` with mode invoke_lambda sends.
#pragma once

#include <string>
#include <vector>

#include "common/aws/sqs.h"
#include "common/base/time.h"

namespace itk::invoke {

// Where the messages seem to come from.
struct EventSource {
  std::string arn;
  std::string region;
  std::string sender;  // account
};

struct SqsEvent {
  std::string payload;           // {"Records":[...]}
  std::vector<std::string> ids;  // "sqs:<message id>" of each
};

// Message ids follow from the nonce, so that the same execution always carries the same.
SqsEvent make_sqs_event(const std::vector<aws::SendMessage>& messages, const EventSource& source,
                        const std::string& nonce, Timestamp now);

}  // namespace itk::invoke
