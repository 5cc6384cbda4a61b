// What a run is going to do, once all cases are known to be fine: each case with its delivery or its fixture.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "itk-invoke/entrypoint.h"
#include "itk-invoke/selection.h"

namespace itk::invoke {

struct PlannedCase {
  Case test_case;
  std::unique_ptr<Delivery> delivery;  // null in dev-fixtures mode
  std::string fixture;                 // in dev-fixtures mode; empty: it has none
};

struct Plan {
  std::vector<PlannedCase> cases;
  Selected selected;
};

// Reads all cases for this purpose, selects, and checks of those that are left what belongs to it: targets and payloads
// to be sent, or fixtures. Nothing is selected while a case has errors, whichever it is.
Result<Plan> plan_cases(const std::vector<std::string>& paths, const Selection& selection,
                        const settings::Settings& settings, Problems& problems, const Environment& environment);

}  // namespace itk::invoke
