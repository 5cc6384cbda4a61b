// AWS's partitions: which region belongs to which, and what its hosts end in.
#pragma once

#include <string_view>

namespace itk::aws {

struct Partition {
  std::string_view id;  // of ARNs: "aws-cn"
  std::string_view suffix;
  std::string_view dualstack_suffix;
};

// A region that no partition claims is taken for "aws", as AWS's SDKs do: regions are newer than programs.
const Partition& partition_of(std::string_view region);

}  // namespace itk::aws
