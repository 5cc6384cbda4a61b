// Ids of log events that CloudWatch gave none: Logs Insights and Live Tail do not tell them.
#pragma once

#include <string>
#include <vector>

#include "itk-collect/log_source.h"

namespace itk::collect {

// A hash of group, stream, time and text, with an ordinal where several are equal in all of them. `events` are
// redacted, for a hash of a short secret gives it away, and hold all of the group that have the same time.
void name_events(const std::string& group, std::vector<LogEvent>& events);

}  // namespace itk::collect
