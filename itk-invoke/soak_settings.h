// How a soak is driven where no flag says so: the settings ITK_SOAK_* of the Python kit, which have an effect here.
#pragma once

#include "common/settings/settings.h"
#include "itk-invoke/invoke.h"

namespace itk::invoke {

// Fills in iterations or duration (10 iterations if nothing says either), rate, interval and executions at once (5) from
// ITK_SOAK_ITERATIONS, ITK_SOAK_DURATION, ITK_SOAK_INITIAL_RATE, ITK_SOAK_INTERVAL and ITK_SOAK_MAX_INFLIGHT.
// Durations are seconds, or have a unit: 30m.
Status apply_soak_settings(const settings::Settings& settings, Options& options);

}  // namespace itk::invoke
