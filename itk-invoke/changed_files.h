// Which files differ from a commit, by asking git. Words, never a shell line.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "common/base/environment.h"
#include "common/base/result.h"

namespace itk::invoke {

struct ChangedFiles {
  std::set<std::string> files;       // of those that were asked for, as they were named
  std::vector<std::string> outside;  // of other repositories or none: nobody can tell
};

// Those of `files` that differ between the working tree and `ref`: edited, staged, committed since, or not tracked.
// The repository is the one of the first file.
Result<ChangedFiles> changed_files(const std::string& ref, const std::vector<std::string>& files,
                                   const Environment& environment);

}  // namespace itk::invoke
