// Service Quotas: what an account may do at most.
#pragma once

#include <string>
#include <string_view>

#include "common/aws/client.h"

namespace itk::aws {

struct ServiceQuota {
  std::string name;
  double value = 0;
  bool adjustable = false;
};

Result<ServiceQuota> get_service_quota(Client& quotas, std::string_view service_code, std::string_view quota_code);

}  // namespace itk::aws
