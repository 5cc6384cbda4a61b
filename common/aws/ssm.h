// AWS Systems Manager: the value of a parameter, decrypted. Nobody may write it down.
#pragma once

#include <string>
#include <string_view>

#include "common/aws/client.h"

namespace itk::aws {

// `name` is a name, a path or an ARN; with ":3" or ":label" behind it, that version.
Result<std::string> get_parameter(Client& ssm, std::string_view name);

}  // namespace itk::aws
