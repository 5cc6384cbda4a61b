// From the tree of a case file, or of one row of it, to a compiled case.
#pragma once

#include "itk-invoke/case.h"
#include "itk-invoke/case_reader.h"
#include "itk-invoke/collect_rules.h"
#include "itk-invoke/examples.h"
#include "itk-invoke/substitute.h"

namespace itk::invoke {

// Warns of keys of the case and of its entrypoint that look like others.
void warn_of_unread_keys(const YamlNode& root, CaseReader& reader);

// The case that `root` says, after `names` have been put in. `row` is the row that it was made of, or null.
Case compile_case(YamlNode root, const Names& names, const ExampleRow* row, const CollectDefaults& defaults,
                  CaseReader& reader);

}  // namespace itk::invoke
