// How people name a Lambda function: "name", "name:qualifier", "123456789012:function:name" or an ARN.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace itk::invoke {

struct FunctionAddress {
  std::string text;  // as it was given, without the qualifier
  std::string name;
  std::string qualifier;  // version or alias, where the name has one
  std::string partition = "aws";
  std::string region;   // where the name tells it
  std::string account;  // where the name tells it
};

// Nothing if the text names no function.
std::optional<FunctionAddress> parse_function_address(std::string_view text);

}  // namespace itk::invoke
