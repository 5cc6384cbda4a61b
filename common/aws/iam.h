// AWS Identity and Access Management: what people call this account.
#pragma once

#include <string>
#include <vector>

#include "common/aws/client.h"

namespace itk::aws {

// None or one, as of 2026. The client's configuration comes from at_home_of (home_region.h).
Result<std::vector<std::string>> list_account_aliases(Client& iam);

}  // namespace itk::aws
