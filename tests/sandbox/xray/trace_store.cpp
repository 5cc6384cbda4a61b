#include "tests/sandbox/xray/trace_store.h"

#include <algorithm>

#include "tests/sandbox/aws/random_id.h"

namespace itk::sandbox::xray {
namespace {

double begin_of(const std::string& trace_id) {
  return static_cast<double>(std::stoull(trace_id.substr(2, 8), nullptr, 16));
}

}  // namespace

bool Trace::is_partial() const {
  return std::any_of(segments.begin(), segments.end(), [](const Segment& segment) { return segment.in_progress; });
}

void TraceStore::put(Segment segment) {
  if (!is_on_) {
    return;
  }
  const std::int64_t delay_ms = delay_.least.count() + random_below((delay_.most - delay_.least).count() + 1);
  const std::lock_guard lock(mutex_);
  traces_[segment.trace_id][segment.id].push_back({clock_.now().ms() + delay_ms, segment});
}

Trace TraceStore::visible(const std::string& id, const Segments& segments) const {
  const std::int64_t now_ms = clock_.now().ms();
  Trace trace{id, {}};
  for (const auto& [segment_id, versions] : segments) {
    const auto last = std::find_if(versions.rbegin(), versions.rend(),
                                   [&](const Version& version) { return version.visible_ms <= now_ms; });
    if (last != versions.rend()) {
      trace.segments.push_back(last->segment);
    }
  }
  return trace;
}

std::optional<Trace> TraceStore::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = traces_.find(id);
  if (found == traces_.end()) {
    return std::nullopt;
  }
  Trace trace = visible(id, found->second);
  return trace.segments.empty() ? std::nullopt : std::optional(std::move(trace));
}

std::vector<Trace> TraceStore::begun_in(double from_s, double until_s) const {
  const std::lock_guard lock(mutex_);
  std::vector<Trace> begun;
  for (const auto& [id, segments] : traces_) {
    if (begin_of(id) < from_s || begin_of(id) >= until_s) {
      continue;
    }
    if (Trace trace = visible(id, segments); !trace.segments.empty()) {
      begun.push_back(std::move(trace));
    }
  }
  return begun;
}

}  // namespace itk::sandbox::xray
