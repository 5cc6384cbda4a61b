// AWS Secrets Manager: the current value of a secret. Nobody may write it down.
#pragma once

#include <string>
#include <string_view>

#include "common/aws/client.h"

namespace itk::aws {

// `id` is a name or an ARN. A binary secret comes as its bytes.
Result<std::string> get_secret_value(Client& secrets_manager, std::string_view id);

}  // namespace itk::aws
