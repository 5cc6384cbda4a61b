#include "itk-collect/xray_traces.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "common/ids/id.h"

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds k_between_reads{1'000};
// X-Ray names what it did not get to and what it does not have in one list: so often, it is the latter.
constexpr int k_absent = 3;
// So often a trace of the window is looked for that has been listed and cannot be found.
constexpr int k_most_looks = 10;

Timestamp plus(Timestamp time, milliseconds duration) { return {time.ns + duration.count() * 1'000'000}; }

}  // namespace

void XrayTraces::want(const std::set<std::string>& ids, Timestamp now) {
  for (const std::string& id : ids) {
    add(id, Why::Wanted, "", now);
  }
  const auto is_unwanted = [&](const auto& entry) {
    const Trace& trace = entry.second;
    return (trace.why == Why::Wanted && !ids.contains(entry.first)) ||
           (trace.why == Why::Linked && !trace.belongs_to.empty() && !traces_.contains(trace.belongs_to));
  };
  while (std::erase_if(traces_, is_unwanted) > 0) {
  }
}

void XrayTraces::add(const std::string& id, Why why, std::string belongs_to, Timestamp now) {
  Trace& trace = traces_.try_emplace(id).first->second;
  if (why < trace.why) {  // it is surer now
    trace.due = trace.why == Why::Listed ? now : trace.due;
    trace.why = why;
    trace.belongs_to = std::move(belongs_to);
  }
}

std::optional<Timestamp> XrayTraces::due() const {
  std::optional<Timestamp> due;
  for (const auto& [id, trace] : traces_) {
    due = due ? std::min(*due, trace.due) : trace.due;
  }
  return due;
}

std::vector<std::string> XrayTraces::due_at(Timestamp now, std::size_t most) const {
  std::vector<std::pair<Timestamp, std::string>> due;
  for (const auto& [id, trace] : traces_) {
    if (trace.due <= now) {
      due.emplace_back(trace.due, id);
    }
  }
  const std::size_t count = std::min(due.size(), most);
  std::partial_sort(due.begin(), due.begin() + static_cast<std::ptrdiff_t>(count), due.end());
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) {
    ids.push_back(std::move(due[i].second));
  }
  return ids;
}

void XrayTraces::ask_again(const std::vector<std::string>& ids, Timestamp at) {
  for (const std::string& id : ids) {
    if (const auto trace = traces_.find(id); trace != traces_.end()) {
      trace->second.due = at;
    }
  }
}

std::vector<model::Event> XrayTraces::take(const std::vector<std::string>& ids,
                                           std::map<std::string, std::vector<XraySegment>> found, Timestamp asked,
                                           Timestamp now) {
  std::vector<model::Event> out;
  for (const std::string& id : ids) {
    const auto at = traces_.find(id);
    if (at == traces_.end()) {
      continue;  // nobody wants it any more
    }
    Trace& trace = at->second;
    const auto segments = found.find(id);
    trace.due = plus(now, k_between_reads);
    if (segments == found.end()) {
      ++trace.absent;
    } else {
      trace.absent = 0;
      take_trace(id, trace, std::move(segments->second), now, out);
    }
    // An open segment may yet end with what it has not said.
    if ((trace.absent == 0 || trace.absent >= k_absent) && trace.open.empty()) {
      trace.read_through = asked;
    }
    if (is_done(trace)) {
      traces_.erase(at);
    }
  }
  return out;
}

void XrayTraces::take_trace(const std::string& id, Trace& trace, std::vector<XraySegment> segments, Timestamp now,
                            std::vector<model::Event>& out) {
  if (trace.why == Why::Listed) {
    trace.belongs_to = owner_of(segments);
    trace.why = trace.belongs_to.empty() ? Why::Listed : Why::Linked;
  }
  trace.unchanged = segments.size() == trace.segments ? trace.unchanged + 1 : 0;
  trace.segments = segments.size();
  trace.open.clear();
  for (XraySegment& segment : segments) {
    if (segment.in_progress) {
      trace.open[segment.event.id] = std::move(segment.event);
    }
    if (trace.why == Why::Listed) {
      continue;
    }
    for (const std::string& child : segment.child_traces) {
      add(child, Why::Linked, id, now);
    }
    if (!segment.in_progress && given_.insert(segment.event.id).second) {
      out.push_back(std::move(segment.event));
    }
  }
}

// The trace of ours that these segments name: a sender's, by a link, or one that the application annotates.
std::string XrayTraces::owner_of(const std::vector<XraySegment>& segments) const {
  for (const XraySegment& segment : segments) {
    for (const std::string& id : segment.event.ids) {
      const auto named = ids::kind_of(id) == ids::Kind::Trace ? traces_.find(xray_trace_id(id)) : traces_.end();
      if (named != traces_.end() && named->second.why != Why::Listed) {
        return named->first;
      }
    }
  }
  return "";
}

// Whether it need not be asked for again.
bool XrayTraces::is_done(const Trace& trace) const {
  const bool is_whole = trace.absent == 0 && trace.open.empty();
  if (!keeps_whole_) {
    return is_whole || trace.absent >= k_most_looks;
  }
  return trace.why == Why::Listed && ((is_whole && trace.unchanged > 0) || trace.absent >= k_most_looks);
}

Timestamp XrayTraces::read_through() const {
  Timestamp through{std::numeric_limits<std::int64_t>::max()};
  for (const auto& [id, trace] : traces_) {
    through = trace.why == Why::Listed ? through : std::min(through, trace.read_through);
  }
  return through;
}

bool XrayTraces::is_list_seen() const {
  return std::none_of(traces_.begin(), traces_.end(), [](const auto& entry) {
    const Trace& trace = entry.second;
    return trace.why == Why::Listed && trace.segments == 0 && trace.absent < k_absent;
  });
}

std::vector<model::Event> XrayTraces::held_back(const std::set<std::string>& ids) {
  std::vector<model::Event> held;
  for (auto& [id, trace] : traces_) {
    if (trace.why == Why::Listed || (!ids.empty() && !ids.contains(id) && !ids.contains(trace.belongs_to))) {
      continue;
    }
    for (auto& [event_id, event] : std::exchange(trace.open, {})) {
      event.id += ":open";  // should it end yet, that is another event
      if (given_.insert(event.id).second) {
        held.push_back(std::move(event));
      }
    }
  }
  return held;
}

}  // namespace itk::collect
