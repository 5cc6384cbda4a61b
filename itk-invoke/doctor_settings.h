// What itk-doctor finds without AWS: `.env`, its names and its place in git.
#pragma once

#include <string>

#include "common/base/environment.h"
#include "common/settings/settings.h"
#include "itk-invoke/doctor_check.h"

namespace itk::invoke {

// `environment` is the process's own, to tell its names from those of the files.
void check_settings(const settings::Settings& settings, const Environment& environment, const std::string& folder,
                    const std::string& env_file, Checks& checks);

}  // namespace itk::invoke
