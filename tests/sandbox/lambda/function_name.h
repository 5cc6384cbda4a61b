// The ways to name a function: "name", "123456789012:function:name", or an ARN, each with ":qualifier" or
// without.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tests/sandbox/aws/service.h"

namespace itk::sandbox::lambda {

struct FunctionName {
  std::string name;
  std::string qualifier;  // empty: none
};

// Nothing where it means no function of this account and region.
std::optional<FunctionName> read_function_name(std::string_view text, const Account& account);

std::string function_arn(const FunctionName& function, const Account& account);

}  // namespace itk::sandbox::lambda
