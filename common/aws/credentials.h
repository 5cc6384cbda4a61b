// Where the keys come from: a profile named by flag, the environment, the profile in the shared files.
#pragma once

#include "common/aws/config.h"
#include "common/aws/sigv4.h"
#include "common/base/environment.h"
#include "common/base/log.h"

namespace itk::aws {

// None, or half of a pair, or a kind of profile that is not read here (role, SSO, process, ...), is an error
// of class auth, exit 5, that says what was looked at.
Result<Credentials> load_credentials(const Environment& environment, const Config& config, const Logger& log);

}  // namespace itk::aws
