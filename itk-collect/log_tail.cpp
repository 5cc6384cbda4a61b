#include "itk-collect/log_tail.h"

#include <algorithm>

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds k_between_reads{500};
constexpr milliseconds k_after_error{1000};
// Ingestion that is later than this is found by the deep reads.
constexpr milliseconds k_overlap{60'000};
constexpr milliseconds k_between_deep_reads{30'000};

constexpr Timestamp plus(Timestamp time, milliseconds duration) { return {time.ns + duration.count() * 1'000'000}; }

}  // namespace

LogTail::LogTail(std::string group, milliseconds widest_query)
    : group_(std::move(group)), widest_query_(std::max(widest_query, milliseconds(1000))) {}

void LogTail::cover(Timestamp from, Timestamp until) {
  if (!is_covered_ || from < from_) {
    is_reading_ = false;
    last_deep_read_.reset();
    due_ = {};
  }
  is_covered_ = true;
  from_ = from;
  until_ = until;
}

void LogTail::begin_read(Timestamp now) {
  is_reading_ = true;
  read_began_ = now;
  const bool is_deep = !last_deep_read_ || now >= plus(*last_deep_read_, k_between_deep_reads);
  if (is_deep) {
    last_deep_read_ = now;
  }
  const Timestamp overlapped = plus(newest_, -k_overlap);
  query_ = {group_, is_deep ? from_ : std::max(from_, overlapped), std::nullopt, ""};
}

LogQuery LogTail::next_query(Timestamp now) {
  if (!is_reading_) {
    begin_read(now);
  }
  if (query_.token.empty()) {
    // The last query has no end, unless all cases are long over: clocks differ, and events may lie ahead of
    // ours.
    const Timestamp last = std::min(now, until_);
    const Timestamp widest = plus(query_.start, widest_query_);
    query_.end = widest < last ? std::optional(widest) : until_ < now ? std::optional(until_) : std::nullopt;
  }
  return query_;
}

std::vector<LogEvent> LogTail::take(LogPage page, Timestamp now) {
  failing_since_.reset();
  error_.reset();
  std::vector<LogEvent> fresh;
  for (LogEvent& event : page.events) {
    newest_ = std::max(newest_, event.time);
    if (seen_.insert(event.id).second) {
      fresh.push_back(std::move(event));
    }
  }
  if (!page.next_token.empty()) {
    query_.token = std::move(page.next_token);
    return fresh;
  }
  query_.token.clear();
  if (query_.end && *query_.end < std::min(now, until_)) {
    query_.start = *query_.end;
    return fresh;
  }
  is_reading_ = false;
  read_through_ = read_began_;
  due_ = plus(now, k_between_reads);
  return fresh;
}

void LogTail::revive() {
  if (given_up_) {
    given_up_ = false;
    failing_since_.reset();
    due_ = {};
  }
}

void LogTail::throttled(const Error& error, Timestamp now) {
  error_ = error;
  failing_since_ = failing_since_.value_or(now);
}

void LogTail::failed(const Error& error, Timestamp now) {
  is_reading_ = false;
  error_ = error;
  failing_since_ = failing_since_.value_or(now);
  due_ = plus(now, k_after_error);
}

}  // namespace itk::collect
