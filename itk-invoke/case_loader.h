// From files to compiled cases. Every problem of every file is gathered; nothing is sent while there is one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/environment.h"
#include "itk-invoke/case.h"
#include "itk-invoke/collect_rules.h"
#include "itk-invoke/problem.h"

namespace itk::invoke {

// One case per file, or one per row of its `examples:`; a file without a usable case gives none. Ids are unique among
// them.
std::vector<Case> load_cases(const std::vector<std::string>& files, const Environment& variables,
                             const CollectDefaults& defaults, Problems& problems);

// The case in the text of `file`, or those of its rows.
std::vector<Case> load_rows(const std::string& file, std::string_view text, const Environment& variables,
                            const CollectDefaults& defaults, Problems& problems);

// The first of them.
std::optional<Case> load_case(const std::string& file, std::string_view text, const Environment& variables,
                              const CollectDefaults& defaults, Problems& problems);

}  // namespace itk::invoke
