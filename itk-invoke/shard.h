// Which part of the cases a machine of several takes. All parts together are everything, each case once, and differ in
// size by one at most; which part a case is in follows from the ids of the cases alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/environment.h"
#include "common/base/result.h"

namespace itk::invoke {

struct Shard {
  std::size_t index = 1;  // from 1
  std::size_t total = 1;

  std::string text() const { return std::to_string(index) + "/" + std::to_string(total); }
  friend bool operator==(const Shard&, const Shard&) = default;
};

// "2/5"; "auto": what the variables of GitLab, CircleCI, Buildkite, a Kubernetes indexed job, an AWS Batch array or a
// Slurm array say.
Result<Shard> read_shard(std::string_view text, const Environment& environment);

// For each id whether it belongs to the shard.
std::vector<bool> in_shard(const std::vector<std::string>& ids, const Shard& shard);

}  // namespace itk::invoke
