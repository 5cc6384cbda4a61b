// What ITK reads of Lambda functions: which there are, and how one is configured.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/aws/client.h"

namespace itk::aws {

struct FunctionConfiguration {
  std::string name;
  std::string arn;
  std::string state;         // "Active", "Pending", "Inactive", "Failed"; empty in lists
  std::string state_reason;  // where it is not active
  std::string last_update;   // "Successful", "InProgress", "Failed"
  std::string log_group;     // where its lines go
  std::string tracing;       // "Active", "PassThrough"
  std::int64_t timeout_seconds = 0;
};

// `function` is a name or an ARN.
Result<FunctionConfiguration> get_function_configuration(Client& lambda, std::string_view function,
                                                         std::string_view qualifier);

// All of them.
Result<std::vector<FunctionConfiguration>> list_functions(Client& lambda);

}  // namespace itk::aws
