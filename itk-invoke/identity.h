// The names that an execution bears, so that its evidence can be found and proven to be its own. All of them follow
// from run, case, iteration and turn: whatever is sent again carries the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.h"

namespace itk::invoke {

struct Identity {
  std::string inv;       // ULID of (run, case, iteration), shared by all turns
  std::string nonce;     // "itk-" and 16 hex digits
  std::string trace_id;  // 32 hex digits
  std::string span_id;   // 16 hex digits: the parent that the system under test sees

  // "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
  std::string xray_header() const;
  // "00-<trace id>-<span id>-01"
  std::string traceparent() const;
  // "nonce:...", "trace:..."
  std::vector<std::string> ids() const;
};

// `run_start` gives the ULID and the X-Ray trace id their time. `turn` is 0 outside a conversation.
Identity make_identity(std::string_view run, Timestamp run_start, std::string_view case_id, std::int64_t iteration,
                       std::int64_t turn = 0);

}  // namespace itk::invoke
