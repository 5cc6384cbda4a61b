// What a case runs before and after each of its invocations (`before:`, `after:`).
#pragma once

#include <vector>

#include "itk-invoke/case.h"
#include "itk-invoke/entrypoint.h"

namespace itk::invoke {

// One after the other, each with ITK_RUN_ID, ITK_INV, ITK_CASE, ITK_ITERATION and ITK_NONCE beside `environment`. The
// first that does not exit with 0 ends them: the error has its place in the case file, its status and the end of what
// it said.
Task<Status> run_hooks(aws::Loop& loop, const Case& test_case, const std::vector<Hook>& hooks,
                       const Execution& execution, const Environment& environment);

}  // namespace itk::invoke
