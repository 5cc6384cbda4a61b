// Whether a case runs programs of the user's, which needs --allow-exec: a case file that somebody else wrote must not
// run anything merely because it is read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "itk-invoke/case.h"

namespace itk::invoke {

struct ExecUse {
  Place at;
  std::string what;  // "the entrypoint exec", "a hook (before)"
};

// The first thing in the case that runs a program: the entrypoint, `until`, a hook.
std::optional<ExecUse> exec_use(const Case& test_case);
inline bool needs_exec(const Case& test_case) { return exec_use(test_case).has_value(); }

// Class auth, exit 5: names every case, with its place, that needs what was not allowed. Nothing: none does.
Status check_exec_permission(const std::vector<const Case*>& cases, bool is_allowed);

}  // namespace itk::invoke
