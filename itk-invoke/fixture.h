// Which recorded evidence a case is judged on in dev-fixtures mode. Never another file than its own: the Python kit's
// fallback to a sample turned any case green.
#pragma once

#include <string>

#include "itk-invoke/case.h"
#include "itk-invoke/problem.h"

namespace itk::invoke {

// The path of the case's fixture: the one that it names (`fixture`, `notes.fixture_path`, relative to the case file),
// else <case file>.jsonl beside it (of a row of examples <case file>[<row>].jsonl:
// rows do not share their evidence), else fixtures/logs/<id>.jsonl in its folder or up to ten folders above. Empty: it
// has none. A named one that does not exist is a problem.
std::string find_fixture(const Case& test_case, Problems& problems);

}  // namespace itk::invoke
