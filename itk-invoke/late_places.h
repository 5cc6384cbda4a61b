// Where in a case values that are known only when something is sent may stand.
#pragma once

#include "itk-invoke/case_reader.h"

namespace itk::invoke {

// Reports late forms where they cannot have a value in time (fixture, log groups, the target that AWS is asked about
// beforehand), and fetched ones where others would see them (expected and canary
// come into records, the words of hooks into the list of processes).
void check_late_places(const YamlNode& root, CaseReader& reader);

}  // namespace itk::invoke
