// Reading a group page by page: FilterLogEvents and GetLogEvents as functions over the events of one group.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/sandbox/logs/event.h"
#include "tests/sandbox/logs/filter_pattern.h"

namespace itk::sandbox::logs {

struct Filter {
  std::set<std::string> streams;  // empty: all
  std::string stream_prefix;
  std::optional<std::int64_t> start_ms;  // both inclusive
  std::optional<std::int64_t> end_ms;
  FilterPattern pattern;
};

struct PageLimits {
  std::size_t events = 10'000;
  std::size_t bytes = 1'000'000;
  std::size_t scanned = 2'000;  // how many events a page looks at, whether they match or not
};

struct Page {
  std::vector<Event> events;
  std::optional<Position> next;  // where the next page goes on, if there is one
};

// `events` are sorted by position. Events that have not been ingested at `now_ms` are not there yet.
Page filter_events(const std::vector<Event>& events, const Filter& filter, std::optional<Position> after,
                   const PageLimits& limits, std::int64_t now_ms);

struct StreamRange {
  std::string stream;
  std::optional<std::int64_t> start_ms;  // inclusive
  std::optional<std::int64_t> end_ms;    // exclusive, unlike FilterLogEvents
  std::optional<Position> after, before;
  bool from_head = false;  // which end a page is taken from
};

// At most `limits` events in order of position.
std::vector<Event> read_stream(const std::vector<Event>& events, const StreamRange& range, const PageLimits& limits,
                               std::int64_t now_ms);

}  // namespace itk::sandbox::logs
