#include "tests/sandbox/logs/store.h"

#include <algorithm>

#include "common/base/result.h"
#include "tests/sandbox/logs/faults.h"

namespace itk::sandbox::logs {
namespace {

constexpr std::int64_t k_hour_ms = 3'600'000;
constexpr std::int64_t k_too_new_ms = 2 * k_hour_ms;
constexpr std::int64_t k_too_old_ms = 14 * 24 * k_hour_ms;

}  // namespace

std::int64_t LogStore::delay_of(std::uint64_t sequence) const {
  if (const auto late = lateness(mishaps_, sequence)) {
    return late->count();
  }
  const auto span = static_cast<std::uint64_t>((delay_.most - delay_.least).count());
  return delay_.least.count() + static_cast<std::int64_t>(scatter(sequence) % (span + 1));
}

Outcome<const LogStore::Group*> LogStore::find(const std::string& group) const {
  const auto found = groups_.find(group);
  if (found == groups_.end()) {
    return fail(resource_not_found("log group"));
  }
  return &found->second;
}

Outcome<bool> LogStore::create_group(const std::string& group) {
  const std::lock_guard lock(mutex_);
  const auto [at, is_new] = groups_.try_emplace(group);
  if (!is_new) {
    return fail(resource_already_exists("log group"));
  }
  at->second.created_ms = clock_.now().ms();
  return true;
}

Outcome<bool> LogStore::keep(const std::string& group, std::optional<int> days) {
  const std::lock_guard lock(mutex_);
  ITK_TRY(find(group));
  groups_[group].retention_days = days;
  return true;
}

Outcome<bool> LogStore::create_stream(const std::string& group, const std::string& stream) {
  const std::lock_guard lock(mutex_);
  ITK_TRY(find(group));
  const auto [at, is_new] = groups_[group].streams.try_emplace(stream);
  if (!is_new) {
    return fail(resource_already_exists("log stream"));
  }
  at->second.name = stream;
  at->second.created_ms = clock_.now().ms();
  return true;
}

std::vector<GroupInfo> LogStore::groups() const {
  const std::lock_guard lock(mutex_);
  std::vector<GroupInfo> result;
  for (const auto& [name, group] : groups_) {
    result.push_back({name, group.created_ms, group.stored_bytes, group.retention_days});
  }
  return result;
}

Outcome<std::vector<StreamInfo>> LogStore::streams(const std::string& group) const {
  const std::lock_guard lock(mutex_);
  ITK_TRY_ASSIGN(const Group* found, find(group));
  std::vector<StreamInfo> result;
  for (const auto& [name, stream] : found->streams) {
    result.push_back(stream);
  }
  return result;
}

Outcome<Rejected> LogStore::put(const std::string& group, const std::string& stream,
                                const std::vector<NewEvent>& events) {
  const std::lock_guard lock(mutex_);
  ITK_TRY(find(group));
  Group& into = groups_[group];
  const auto found = into.streams.find(stream);
  if (found == into.streams.end()) {
    return fail(resource_not_found("log stream"));
  }
  StreamInfo& info = found->second;
  const std::int64_t now_ms = clock_.now().ms();
  Rejected rejected;
  for (std::size_t index = 0; index < events.size(); ++index) {
    const std::int64_t timestamp_ms = events[index].timestamp_ms;
    if (timestamp_ms < now_ms - k_too_old_ms) {
      rejected.too_old_until = index + 1;
      continue;
    }
    if (timestamp_ms > now_ms + k_too_new_ms) {
      rejected.too_new_from = index;
      break;  // the rest is later still
    }
    insert(into, info, timestamp_ms, events[index].message);
    if (group.starts_with("/aws/lambda/")) {
      for (std::string& giant : giants(mishaps_, ++lambda_events_)) {
        insert(into, info, timestamp_ms, std::move(giant));
      }
    }
  }
  return rejected;
}

void LogStore::insert(Group& into, StreamInfo& info, std::int64_t timestamp_ms, std::string message) {
  const Position position{timestamp_ms, ++sequence_};
  Event event{position, clock_.now().ms() + delay_of(position.sequence), info.name, std::move(message)};
  info.first_event_ms = std::min(info.first_event_ms.value_or(timestamp_ms), timestamp_ms);
  info.last_event_ms = std::max(info.last_event_ms.value_or(timestamp_ms), timestamp_ms);
  info.last_ingestion_ms = std::max(info.last_ingestion_ms.value_or(0), event.ingestion_ms);
  into.stored_bytes += static_cast<std::int64_t>(event.message.size());
  const auto at = std::upper_bound(into.events.begin(), into.events.end(), position,
                                   [](const Position& a, const Event& b) { return a < b.position; });
  into.events.insert(at, std::move(event));
}

std::vector<std::pair<std::string, Event>> LogStore::written() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::string, Event>> all;
  for (const auto& [name, group] : groups_) {
    for (const Event& event : group.events) {
      all.emplace_back(name, event);
    }
  }
  return all;
}

Outcome<Page> LogStore::filter(const std::string& group, const Filter& filter, std::optional<Position> after,
                               const PageLimits& limits) const {
  const std::lock_guard lock(mutex_);
  ITK_TRY_ASSIGN(const Group* found, find(group));
  for (const std::string& stream : filter.streams) {
    if (!found->streams.contains(stream)) {
      return fail(resource_not_found("log stream"));
    }
  }
  return filter_events(found->events, filter, after, limits, clock_.now().ms());
}

Outcome<std::vector<Event>> LogStore::read(const std::string& group, const StreamRange& range,
                                           const PageLimits& limits) const {
  const std::lock_guard lock(mutex_);
  ITK_TRY_ASSIGN(const Group* found, find(group));
  if (!found->streams.contains(range.stream)) {
    return fail(resource_not_found("log stream"));
  }
  return read_stream(found->events, range, limits, clock_.now().ms());
}

}  // namespace itk::sandbox::logs
