// `--plan FILE`: which cases to run, and how often, from the `plan` records that itk-compare wrote.
#pragma once

#include <string>

#include "itk-invoke/plan.h"

namespace itk::invoke {

// Keeps of `plan` what the file asks for; each case is repeated as often as it says. Cases that are not there any more
// become warnings.
Status follow_plan(const std::string& file, Plan& plan);

}  // namespace itk::invoke
