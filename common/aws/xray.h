// AWS X-Ray: where segments go.
#pragma once

#include <string>

#include "common/aws/client.h"

namespace itk::aws {

struct TraceDestination {
  std::string destination;  // "XRay", or "CloudWatchLogs": Transaction Search, spans in log group aws/spans
  std::string status;       // "ACTIVE", "PENDING"
};

Result<TraceDestination> get_trace_segment_destination(Client& xray);

}  // namespace itk::aws
