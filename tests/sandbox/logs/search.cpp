#include "tests/sandbox/logs/search.h"

#include <algorithm>
#include <limits>

namespace itk::sandbox::logs {
namespace {

// What AWS adds per event when it counts the bytes of a page.
constexpr std::size_t k_event_overhead = 26;

using Iterator = std::vector<Event>::const_iterator;

Iterator first_at(const std::vector<Event>& events, std::int64_t timestamp_ms) {
  return std::lower_bound(events.begin(), events.end(), Position{timestamp_ms, 0},
                          [](const Event& event, const Position& position) { return event.position < position; });
}

Iterator first_after(const std::vector<Event>& events, const Position& position) {
  return std::upper_bound(events.begin(), events.end(), position,
                          [](const Position& wanted, const Event& event) { return wanted < event.position; });
}

bool is_wanted(const Event& event, const Filter& filter) {
  return (filter.streams.empty() || filter.streams.contains(event.stream)) &&
         event.stream.starts_with(filter.stream_prefix) && filter.pattern.matches(event.message);
}

}  // namespace

Page filter_events(const std::vector<Event>& events, const Filter& filter, std::optional<Position> after,
                   const PageLimits& limits, std::int64_t now_ms) {
  Iterator at = first_at(events, filter.start_ms.value_or(0));
  if (after) {
    at = std::max(at, first_after(events, *after));
  }
  const std::int64_t last_ms = filter.end_ms.value_or(std::numeric_limits<std::int64_t>::max());
  Page page;
  std::size_t scanned = 0, bytes = 0;
  std::optional<Position> last;
  for (; at != events.end() && at->position.timestamp_ms <= last_ms; ++at) {
    if (at->ingestion_ms > now_ms) {
      continue;
    }
    if (scanned == limits.scanned || page.events.size() == limits.events || bytes >= limits.bytes) {
      page.next = last;
      break;
    }
    ++scanned;
    last = at->position;
    if (is_wanted(*at, filter)) {
      bytes += at->message.size() + k_event_overhead;
      page.events.push_back(*at);
    }
  }
  return page;
}

std::vector<Event> read_stream(const std::vector<Event>& events, const StreamRange& range, const PageLimits& limits,
                               std::int64_t now_ms) {
  Iterator first = first_at(events, range.start_ms.value_or(0));
  if (range.after) {
    first = std::max(first, first_after(events, *range.after));
  }
  Iterator end = range.end_ms ? first_at(events, *range.end_ms) : events.end();
  if (range.before) {
    const Iterator until =
        std::lower_bound(events.begin(), events.end(), *range.before,
                         [](const Event& event, const Position& position) { return event.position < position; });
    end = std::min(end, until);
  }
  std::vector<Event> result;
  std::size_t bytes = 0;
  const auto take = [&](const Event& event) {
    if (event.stream == range.stream && event.ingestion_ms <= now_ms) {
      bytes += event.message.size() + k_event_overhead;
      result.push_back(event);
    }
    return result.size() < limits.events && bytes < limits.bytes;
  };
  if (range.from_head) {
    for (Iterator at = first; at < end && take(*at); ++at) {
    }
  } else {
    for (Iterator at = end; at > first && take(*(at - 1)); --at) {
    }
    std::reverse(result.begin(), result.end());
  }
  return result;
}

}  // namespace itk::sandbox::logs
