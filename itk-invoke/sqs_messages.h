// What a case's payload becomes in a queue.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "itk-invoke/case.h"
#include "itk-invoke/problem.h"

namespace itk::invoke {

struct SqsMessage {
  std::string body;
  std::map<std::string, std::string> attributes;  // of type String
  std::string group_id;
};

// One message per entry of `Records`, which is how a Lambda function receives them; a payload without `Records` is the
// body of one message. A body that is text is sent as it is, anything else as its JSON: never encoded twice.
std::vector<SqsMessage> read_sqs_messages(const Case& test_case, Problems& problems);

}  // namespace itk::invoke
