#include "common/aws/partition.h"

#include <algorithm>
#include <array>

namespace itk::aws {
namespace {

struct Row {
  std::string_view region_prefix;
  Partition partition;
};

constexpr Partition k_aws = {"aws", "amazonaws.com", "api.aws"};

constexpr std::array<Row, 7> k_others = {{
    {"cn-", {"aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn"}},
    {"us-gov-", {"aws-us-gov", "amazonaws.com", "api.aws"}},
    {"eusc-", {"aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu"}},
    {"us-iso-", {"aws-iso", "c2s.ic.gov", "api.aws.ic.gov"}},
    {"us-isob-", {"aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud"}},
    {"eu-isoe-", {"aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"}},
    {"us-isof-", {"aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov"}},
}};

}  // namespace

const Partition& partition_of(std::string_view region) {
  const auto row = std::find_if(k_others.begin(), k_others.end(),
                                [&](const Row& other) { return region.starts_with(other.region_prefix); });
  return row == k_others.end() ? k_aws : row->partition;
}

}  // namespace itk::aws
