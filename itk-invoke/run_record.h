// The head of the stream: which run this is, and where it happens.
#pragma once

#include <string>

#include "common/base/environment.h"
#include "common/model/sending.h"

namespace itk::invoke {

// The CI job around us as {"provider":"github","run_id":"77",...}; empty outside of one.
RawJson ci_context(const Environment& environment);

}  // namespace itk::invoke
