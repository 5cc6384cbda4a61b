// IAM stands once in each partition, in a region of its own: requests are signed for that one, wherever we work.
// (botocore's endpoint rules of IAM, version 2010-05-08.)
#pragma once

#include <string_view>

#include "common/aws/config.h"

namespace itk::aws {

// `config` as the client of `service` needs it: of a global service with the region that it is signed for.
Config at_home_of(Service service, Config config);

// The host of IAM for the partition of the configured region.
std::string_view iam_host(const Config& config);

}  // namespace itk::aws
