// Which of the cases are run: by id, by tag, by what failed or changed, and this machine's share of them.
#pragma once

#include <string>
#include <vector>

#include "common/base/environment.h"
#include "common/base/result.h"
#include "itk-invoke/case.h"

namespace itk::invoke {

struct Selection {
  std::string filter;             // a glob on ids; the id before "[row]" matches all rows
  std::vector<std::string> tags;  // at least one of these; none of those that begin with "!"
  std::string shard;              // "2/5", "auto"
  std::string rerun_failed;       // a saved stream, or a folder with one
  std::string changed_since;      // a commit
};

struct Selected {
  std::string shard;                  // "2/5", for the `run` record; empty: all of it
  std::vector<std::string> warnings;  // what people should hear about
  std::string empty_because;          // nothing is left for this shard, which is fine; else empty
};

// Removes from `cases` what is not selected. Nothing left is an error that says what was there, but for an empty shard.
Result<Selected> select_cases(std::vector<Case>& cases, const Selection& selection, const Environment& environment);

}  // namespace itk::invoke
