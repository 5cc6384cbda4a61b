// The log groups of the account, safe to use from many threads. What is written can be found only a moment
// later, each event after a time of its own: the order in which events appear is not the order in which they
// happened.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "tests/sandbox/aws/fault.h"
#include "tests/sandbox/logs/event.h"
#include "tests/sandbox/logs/mishaps.h"
#include "tests/sandbox/logs/search.h"

namespace itk::sandbox::logs {

struct IngestionDelay {
  std::chrono::milliseconds least{150};
  std::chrono::milliseconds most{900};
};

struct NewEvent {
  std::int64_t timestamp_ms = 0;
  std::string message;
};

// Which events of a batch were refused, as PutLogEvents says it.
struct Rejected {
  std::optional<std::size_t> too_new_from;   // index of the first
  std::optional<std::size_t> too_old_until;  // index behind the last
};

struct StreamInfo {
  std::string name;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> first_event_ms, last_event_ms, last_ingestion_ms;
};

struct GroupInfo {
  std::string name;
  std::int64_t created_ms = 0;
  std::int64_t stored_bytes = 0;
  std::optional<int> retention_days;  // absent: kept for ever
};

class LogStore {
 public:
  LogStore(Clock& clock, IngestionDelay delay, Mishaps mishaps = {})
      : clock_(clock), delay_(delay), mishaps_(mishaps) {}

  Outcome<bool> create_group(const std::string& group);
  Outcome<bool> keep(const std::string& group, std::optional<int> days);
  Outcome<bool> create_stream(const std::string& group, const std::string& stream);
  std::vector<GroupInfo> groups() const;
  Outcome<std::vector<StreamInfo>> streams(const std::string& group) const;

  // `events` are in order of time.
  Outcome<Rejected> put(const std::string& group, const std::string& stream, const std::vector<NewEvent>& events);
  // All that was ever written, found or not: (group, event).
  std::vector<std::pair<std::string, Event>> written() const;
  Outcome<Page> filter(const std::string& group, const Filter& filter, std::optional<Position> after,
                       const PageLimits& limits) const;
  Outcome<std::vector<Event>> read(const std::string& group, const StreamRange& range, const PageLimits& limits) const;

 private:
  struct Group {
    std::int64_t created_ms = 0;
    std::int64_t stored_bytes = 0;
    std::optional<int> retention_days;
    std::map<std::string, StreamInfo> streams;
    std::vector<Event> events;  // sorted by position
  };

  Outcome<const Group*> find(const std::string& group) const;
  std::int64_t delay_of(std::uint64_t sequence) const;
  void insert(Group& into, StreamInfo& info, std::int64_t timestamp_ms, std::string message);

  Clock& clock_;
  IngestionDelay delay_;
  Mishaps mishaps_;
  mutable std::mutex mutex_;
  std::map<std::string, Group> groups_;
  std::uint64_t sequence_ = 0;
  std::uint64_t lambda_events_ = 0;
};

}  // namespace itk::sandbox::logs
