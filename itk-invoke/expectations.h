// What a case expects, in every shape in which case files say it (common/expect/grammar.h lists them), checked.
#pragma once

#include <vector>

#include "common/model/sending.h"
#include "itk-invoke/case_reader.h"

namespace itk::invoke {

// The expectations below `expected` and the top-level `invariants` of the case, in order of the file.
std::vector<model::Expectation> read_expectations(const YamlNode& root, CaseReader& reader);

}  // namespace itk::invoke
