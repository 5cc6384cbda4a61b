// `payload_file:` beside `payload:`: what is sent stands in a file of its own, JSON, YAML, or else text.
#pragma once

#include "itk-invoke/case.h"
#include "itk-invoke/case_reader.h"
#include "itk-invoke/substitute.h"

namespace itk::invoke {

// Reads the file that `named` names, relative to the case file, into `test_case.payload`. Problems are shown where they
// stand in that file; afterwards its values stand at `named`, so that later messages point into the case file.
void read_payload_file(const YamlNode& named, const Names& names, CaseReader& reader, Case& test_case);

}  // namespace itk::invoke
