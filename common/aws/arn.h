// "arn:<partition>:<service>:<region>:<account>:<resource>".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace itk::aws {

struct Arn {
  std::string partition, service, region, account;
  std::string resource;  // may hold further colons: "function:name:prod"
};

// Nothing if the text is no ARN.
std::optional<Arn> parse_arn(std::string_view text);

}  // namespace itk::aws
