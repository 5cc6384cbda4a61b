// Which cases of an earlier run did not pass.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"

namespace itk::invoke {

struct FailedCases {
  std::string file;              // that they were read from
  std::vector<std::string> ids;  // in order of the stream
  std::size_t cases = 0;         // how many there were
  bool has_verdicts = false;     // without: what was answered with an error, or never
};

// `run` is a saved stream or a folder with one.
Result<FailedCases> read_failed_cases(const std::string& run);

}  // namespace itk::invoke
