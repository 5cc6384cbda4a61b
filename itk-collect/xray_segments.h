// A segment document of X-Ray as events, by the reader that saved documents have: one for each segment and subsegment.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/model/evidence.h"
#include "common/redact/redactor.h"

namespace itk::collect {

struct XraySegment {
  model::Event event;  // redacted, with its ids; event.id is "<trace>:<segment>", the same whenever it is read
  bool in_progress = false;
  // Traces that this one set off across a queue, as X-Ray spells their ids.
  std::vector<std::string> child_traces;
};

Result<std::vector<XraySegment>> read_xray_segments(std::string_view document, redact::Redactor& redactor);

// "trace:5759e988bd862e3fe1be46a994272793" as "1-5759e988-bd862e3fe1be46a994272793"; "" of what is none.
std::string xray_trace_id(std::string_view id);

}  // namespace itk::collect
