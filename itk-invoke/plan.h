// What a run is going to do, once all cases are known to be fine: each case with its delivery or its fixture.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "itk-invoke/entrypoint.h"

namespace itk::invoke {

struct PlannedCase {
  Case test_case;
  std::unique_ptr<Delivery> delivery;  // null in dev-fixtures mode
  std::string fixture;                 // in dev-fixtures mode; empty: it has none
};

// Reads the cases for this purpose, and checks what belongs to it: targets and payloads to be sent, or fixtures.
// `filter` is a glob on ids.
Result<std::vector<PlannedCase>> plan_cases(const std::vector<std::string>& paths, const std::string& filter,
                                            const settings::Settings& settings, Problems& problems);

}  // namespace itk::invoke
