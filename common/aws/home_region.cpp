#include "common/aws/home_region.h"

#include <algorithm>
#include <array>

#include "common/aws/partition.h"

namespace itk::aws {
namespace {

struct Home {
  std::string_view partition, region, host, fips, dualstack, fips_dualstack;
};

// Where a partition has no such host, the plain one stands in its column.
constexpr std::array<Home, 8> k_homes = {{
    {"aws", "us-east-1", "iam.amazonaws.com", "iam-fips.amazonaws.com", "iam.global.api.aws",
     "iam-fips.global.api.aws"},
    {"aws-cn", "cn-north-1", "iam.cn-north-1.amazonaws.com.cn", "iam.cn-north-1.amazonaws.com.cn",
     "iam.global.api.amazonwebservices.com.cn", "iam.global.api.amazonwebservices.com.cn"},
    {"aws-us-gov", "us-gov-west-1", "iam.us-gov.amazonaws.com", "iam.us-gov.amazonaws.com", "iam.us-gov.api.aws",
     "iam.us-gov.api.aws"},
    {"aws-eusc", "eusc-de-east-1", "iam.eusc-de-east-1.amazonaws.eu", "iam-fips.amazonaws.eu",
     "iam.api.amazonwebservices.eu", "iam-fips.api.amazonwebservices.eu"},
    {"aws-iso", "us-iso-east-1", "iam.us-iso-east-1.c2s.ic.gov", "iam-fips.us-iso-east-1.c2s.ic.gov",
     "iam.api.aws.ic.gov", "iam-fips.api.aws.ic.gov"},
    {"aws-iso-b", "us-isob-east-1", "iam.us-isob-east-1.sc2s.sgov.gov", "iam-fips.us-isob-east-1.sc2s.sgov.gov",
     "iam.api.aws.scloud", "iam-fips.api.aws.scloud"},
    {"aws-iso-e", "eu-isoe-west-1", "iam.eu-isoe-west-1.cloud.adc-e.uk", "iam-fips.cloud.adc-e.uk",
     "iam.eu-isoe-west-1.cloud.adc-e.uk", "iam-fips.cloud.adc-e.uk"},
    {"aws-iso-f", "us-isof-south-1", "iam.us-isof-south-1.csp.hci.ic.gov", "iam-fips.csp.hci.ic.gov",
     "iam.us-isof-south-1.csp.hci.ic.gov", "iam-fips.csp.hci.ic.gov"},
}};

const Home& home_of(std::string_view region) {
  const std::string_view partition = partition_of(region).id;
  return *std::find_if(k_homes.begin(), k_homes.end(), [&](const Home& home) { return home.partition == partition; });
}

}  // namespace

Config at_home_of(Service service, Config config) {
  if (service == Service::Iam) {
    config.region = home_of(config.region).region;
  }
  return config;
}

std::string_view iam_host(const Config& config) {
  const Home& home = home_of(config.region);
  if (config.use_fips) {
    return config.use_dualstack ? home.fips_dualstack : home.fips;
  }
  return config.use_dualstack ? home.dualstack : home.host;
}

}  // namespace itk::aws
