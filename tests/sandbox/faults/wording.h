// What each service calls the same misfortune.
#pragma once

#include <string>
#include <string_view>

#include "tests/sandbox/aws/fault.h"
#include "tests/sandbox/faults/rule.h"

namespace itk::sandbox::faults {

// "lambda:InvokeFunction" for Invoke.
std::string iam_action(std::string_view service, std::string_view operation);

Fault access_denied(std::string_view service, std::string_view operation, std::string_view principal_arn);
// A refusal in the words of this service, or in those of the rule where it has some.
Fault refusal(std::string_view service, std::string_view operation, std::string_view principal_arn,
              const Refusal& rule);

}  // namespace itk::sandbox::faults
