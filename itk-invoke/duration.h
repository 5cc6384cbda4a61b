// Durations as people write them, in cases and flags.
#pragma once

#include "common/base/duration.h"

namespace itk::invoke {

using itk::parse_duration;

}  // namespace itk::invoke
