// Who we are, by AWS Security Token Service.
#pragma once

#include <string>

#include "common/aws/client.h"

namespace itk::aws {

struct CallerIdentity {
  std::string account;
  std::string arn;
  std::string user_id;
};

Result<CallerIdentity> get_caller_identity(Client& sts);

}  // namespace itk::aws
