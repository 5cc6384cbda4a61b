#include "itk-correlate/trace_facts.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <unordered_map>

#include "common/base/digest.h"
#include "common/ids/id.h"

namespace itk::correlate {
namespace {

bool is_throttle(const model::Span& span) {
  // The throttling codes of AWS's SDKs, and HTTP's own number.
  static constexpr std::array<std::string_view, 7> k_words = {"Throttl",
                                                              "TooManyRequests",
                                                              "RequestLimitExceeded",
                                                              "BandwidthLimitExceeded",
                                                              "SlowDown",
                                                              "ProvisionedThroughputExceeded",
                                                              "EC2ThrottledException"};
  return std::any_of(k_words.begin(), k_words.end(),
                     [&](std::string_view word) { return span.error.text.find(word) != std::string::npos; });
}

bool has_unknown_parent(const model::Span& span) {
  return span.stated && !span.stated->parent.empty() && span.parent.empty();
}

void measure(model::Trace& trace, const std::vector<model::Span>& spans) {
  for (const model::Span& span : spans) {
    if (span.start && (!trace.start || *span.start < *trace.start)) {
      trace.start = span.start;
    }
    const std::optional<Timestamp> end = span.end ? span.end : span.start;
    if (end && (!trace.end || *end > *trace.end)) {
      trace.end = end;
    }
    trace.errors += span.status == "error" ? 1 : 0;
    trace.retries += span.attempt.value_or(1) > 1 ? 1 : 0;
    trace.throttles += is_throttle(span) ? 1 : 0;
    trace.cold_starts += span.init_ms ? 1 : 0;
    trace.orphans += has_unknown_parent(span) ? 1 : 0;
    if (span.tokens) {
      model::Tokens& tokens = trace.tokens ? *trace.tokens : trace.tokens.emplace();
      tokens.input += span.tokens->input;
      tokens.output += span.tokens->output;
    }
  }
  trace.spans = static_cast<std::int64_t>(spans.size());
  if (trace.start && trace.end) {
    trace.duration_ms = milliseconds_between(*trace.start, *trace.end);
  }
}

// The nonce is ours alone: seeing it in the evidence proves the trace, seeing another one means a bleed. Each turn of a
// conversation has its own.
std::string isolation_of(const TraceInput& input) {
  if (!input.invocation || input.invocation->nonce.empty()) {
    return "";
  }
  std::vector<std::string> own = input.invocation->ids;
  own.push_back(ids::make_id(ids::Kind::Nonce, input.invocation->nonce));
  bool is_proven = false;
  for (const model::Event& event : input.events) {
    for (const std::string& id : event.ids) {
      if (ids::kind_of(id) == ids::Kind::Nonce) {
        if (std::find(own.begin(), own.end(), id) == own.end()) {
          return "bleed";
        }
        is_proven = true;
      }
    }
  }
  return is_proven ? "proven" : "unproven";
}

}  // namespace

std::string path_signature(const std::vector<model::Span>& spans) {
  std::unordered_map<std::string, int> depth;
  std::set<std::string> seen;
  std::string path;
  for (const model::Span& span : spans) {  // in order of start: a parent comes before its children
    const auto parent = depth.find(span.parent);
    const int own = parent == depth.end() ? 0 : parent->second + 1;
    depth[span.span] = own;
    if (span.attempt.value_or(1) > 1 && seen.contains(fmt::format("{} {} {}", own, span.component, span.operation))) {
      continue;
    }
    const std::string step = fmt::format("{} {} {}", own, span.component, span.operation);
    seen.insert(step);
    path += step + "\n";
  }
  return sha256_hex(path).substr(0, 16);
}

model::Trace describe_trace(const TraceInput& input, const std::vector<model::Span>& spans,
                            const model::Collection* collection) {
  model::Trace trace;
  trace.trace = input.trace;
  trace.inv = input.inv;
  if (input.invocation) {
    trace.case_id = input.invocation->case_id;
    trace.iteration = input.invocation->iteration;
  }
  trace.signature = path_signature(spans);
  measure(trace, spans);
  trace.isolation = isolation_of(input);
  trace.completeness = collection == nullptr ? "unknown" : collection->complete ? "complete" : "incomplete";
  if (collection != nullptr) {
    trace.missing = collection->missing;
  }
  return trace;
}

}  // namespace itk::correlate
