// itk-doctor --self: a case of our own goes through the pipeline on its fixture, so that an installation proves itself
// without a network.
#pragma once

#include <string>

#include "common/base/environment.h"
#include "itk-invoke/doctor_check.h"

namespace itk::invoke {

// `bin` is the folder of the executables, `scratch` an empty one to write to.
Checks examine_installation(const std::string& bin, const std::string& scratch, const Environment& environment);

}  // namespace itk::invoke
