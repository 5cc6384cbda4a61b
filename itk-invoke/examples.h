// `examples:`: one case of several rows. The rows are a list of mappings, or a mapping of columns:
//
//   examples:                                     examples:
//     - {amount: 10, currency: EUR}                 amount: [10, 900]
//     - {amount: 900, currency: USD}                currency: [EUR, USD]
#pragma once

#include <cstdint>
#include <vector>

#include "common/base/environment.h"
#include "itk-invoke/case_reader.h"

namespace itk::invoke {

struct ExampleRow {
  std::int64_t number = 1;
  Place at;
  YamlNode cells;  // a map
};

// The rows of the case `root`; none if it has no examples or they are wrong, which is reported.
std::vector<ExampleRow> read_examples(const YamlNode& root, CaseReader& reader);

// The case of one row, before substitution, out of what all rows share: `expected`, `tags` and `canary` of the row are added to the case's own,
// where an expectation of the same key is replaced; its `name` is the case's.
YamlNode case_of_row(const YamlNode& shared, const ExampleRow& row);

// What ${examples.NAME} stands for: the cells, with the variables put in.
YamlNode values_of_row(const ExampleRow& row, const Environment& variables, std::vector<YamlProblem>& problems);

}  // namespace itk::invoke
