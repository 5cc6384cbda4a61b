// What a case's payload becomes in a queue.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/aws/sqs.h"
#include "itk-invoke/case.h"
#include "itk-invoke/entrypoint.h"
#include "itk-invoke/late_text.h"
#include "itk-invoke/problem.h"

namespace itk::invoke {

struct SqsMessage {
  LateText body;
  struct Attribute {
    std::string type = "String";
    LateText value;
  };
  std::map<std::string, Attribute> attributes;
  LateText group_id;  // FIFO queues, and fair standard ones
  std::optional<int> delay_seconds;
};

// What is sent of it: values put in, and, where the execution leaves marks, the nonce as an attribute of this name, a
// traceparent and an X-Ray header. For which queue is not said.
aws::SendMessage make_message(const SqsMessage& message, const std::string& nonce_attribute,
                              const Execution& execution);

// The bodies as records may show them: one, or a list.
RawJson bodies_of(const std::vector<SqsMessage>& messages, const LateValues& values);
RawJson one_or_list(const std::vector<RawJson>& values);
std::vector<std::string> fetches_of(const std::vector<SqsMessage>& messages);

// One message per entry of `Records`, which is how a Lambda function receives them; a payload without `Records` is the
// body of one message. A body that is text is sent as it is, anything else as its JSON: never encoded twice.
std::vector<SqsMessage> read_sqs_messages(const Case& test_case, Problems& problems);

}  // namespace itk::invoke
