// The event that Lambda gives to a function for one message of a queue.
#pragma once

#include <string>
#include <string_view>

#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/sqs/queue.h"

namespace itk::sandbox::demo {

// {"Records":[{"messageId":...,"body":...,"attributes":{...},"messageAttributes":{...},...}]}
std::string sqs_event(const sqs::Received& received, const Account& account, std::string_view queue);

}  // namespace itk::sandbox::demo
