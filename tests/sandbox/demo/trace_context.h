// The X-Ray trace that a piece of work belongs to
// (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html).
#pragma once

#include <string>
#include <string_view>

#include "common/base/time.h"

namespace itk::sandbox::demo {

struct TraceContext {
  std::string root;    // "1-5759e988-bd862e3fe1be46a994272793"
  std::string parent;  // 16 hex digits, or empty
  bool sampled = true;

  // "Root=...;Parent=...;Sampled=1"
  std::string header() const;
  // As OpenTelemetry writes it: 32 hex digits.
  std::string w3c_trace_id() const;
  // The same trace below another segment.
  TraceContext below(std::string_view segment_id) const { return {root, std::string(segment_id), sampled}; }
};

// What the header says; a new trace where it is empty or no trace header.
TraceContext continue_trace(std::string_view header, Timestamp now);

}  // namespace itk::sandbox::demo
