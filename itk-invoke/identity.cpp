#include "itk-invoke/identity.h"

#include <fmt/core.h>

#include "common/base/digest.h"
#include "common/base/ulid.h"
#include "common/ids/id.h"

namespace itk::invoke {

std::string Identity::xray_header() const {
  return fmt::format("Root=1-{}-{};Parent={};Sampled=1", trace_id.substr(0, 8), trace_id.substr(8), span_id);
}

std::string Identity::traceparent() const { return fmt::format("00-{}-{}-01", trace_id, span_id); }

std::vector<std::string> Identity::ids() const {
  std::vector<std::string> ids = {ids::make_id(ids::Kind::Nonce, nonce), ids::make_id(ids::Kind::Trace, trace_id)};
  ids::canonicalise(ids);
  return ids;
}

Identity make_identity(std::string_view run, Timestamp run_start, std::string_view case_id, std::int64_t iteration,
                       std::int64_t turn) {
  // NUL separates: no id holds one, so no two executions hash the same text.
  std::string seed;
  seed.append(run).append(1, '\0').append(case_id).append(1, '\0').append(std::to_string(iteration));
  Identity identity;
  identity.inv = derive_ulid(run_start, seed);
  seed.append(1, '\0').append(std::to_string(turn));
  const std::string hex = sha256_hex(seed);
  identity.nonce = "itk-" + hex.substr(0, 16);
  // X-Ray wants the time of the trace in its first 8 digits, and drops traces that are older than 30 days.
  identity.trace_id = fmt::format("{:08x}{}", static_cast<std::uint32_t>(run_start.ms() / 1000), hex.substr(16, 24));
  identity.span_id = hex.substr(40, 16);
  return identity;
}

}  // namespace itk::invoke
