// What itk-compare found, for people and for CI: the source of the JUnit file and of the table on the
// terminal.
#pragma once

#include <string>
#include <vector>

#include "common/model/records.h"

namespace itk::compare {

// A case after all its iterations.
struct CaseReport {
  model::Verdict verdict;
  std::vector<model::Check> checks;  // those that did not pass
};

struct Report {
  std::vector<model::Run> runs;
  std::vector<CaseReport> cases;  // as the verdicts were written
  std::string trouble;            // with the stream as a whole: cut, or not readable; no case passed then
};

// A sentence about a run that is not what a reader would take it for (fixtures, a custom endpoint); else "".
std::string describe_origin(const model::Run& run);

}  // namespace itk::compare
