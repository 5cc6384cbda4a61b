#include "itk-collect/tails.h"

#include <algorithm>

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

// Errors that time may mend (no connection, a log group that its first line is yet to create) are borne this
// long.
constexpr milliseconds k_patience{30'000};

bool is_not_found(const Error& error) { return error.code == "ResourceNotFoundException"; }

}  // namespace

Error of_log_group(Error error, const std::string& group) {
  if (is_not_found(error)) {
    error.exit = ExitCode::Incomplete;
  } else if (error.code.find("AccessDenied") != std::string::npos) {
    error.exit = ExitCode::Unreachable;
  }
  return with_context(std::move(error), "log group " + group);
}

Result<LogSource*> Tails::source() {
  if (!source_) {
    ITK_TRY_ASSIGN(source_, make_source_());
  }
  return source_.get();
}

Status Tails::settle(Rules& rules, SourceChoice& choice) {
  return choice.settle(rules, [this] { return source(); });
}

void Tails::need(const std::string& group) {
  Entry& entry = tails_.try_emplace(group, Entry{LogTail(group, widest_query_)}).first->second;
  entry.is_needed = true;
  entry.tail.revive();
}

void Tails::cover(const std::string& group, const std::optional<Window>& window) {
  Entry& entry = tails_.at(group);
  entry.is_needed = window.has_value();
  if (window) {
    entry.tail.cover(window->from, window->until);
  }
}

Tails::Entry* Tails::entry_to_read() {
  const Timestamp now = clock_.now();
  Entry* next = nullptr;
  for (auto& [group, entry] : tails_) {
    const bool is_due = entry.is_needed && !entry.tail.is_given_up() && entry.tail.due() <= now;
    if (is_due && (next == nullptr || entry.tail.due() < next->tail.due())) {
      next = &entry;
    }
  }
  return next;
}

std::optional<Timestamp> Tails::due() const {
  std::optional<Timestamp> due;
  for (const auto& [group, entry] : tails_) {
    if (entry.is_needed && !entry.tail.is_given_up()) {
      const Timestamp next = std::max(entry.tail.due(), limit_.next());
      due = due ? std::min(*due, next) : next;
    }
  }
  return due;
}

Result<std::optional<Tails::Read>> Tails::read_next() {
  Entry* entry = entry_to_read();
  if (entry == nullptr) {
    return std::optional<Read>();
  }
  ITK_TRY(source());
  const Timestamp now = clock_.now();
  if (limit_.next() > now) {
    return std::optional<Read>();
  }
  limit_.take(now);
  LogTail& tail = entry->tail;
  const LogQuery query = tail.next_query(now);
  const Cost before = source_->cost();
  Result<LogPage> page = source_->fetch(query);
  const Cost cost = source_->cost() - before;
  tail.cost += cost;
  if (cost.throttles > 0) {
    limit_.throttled();
  } else if (page) {
    limit_.succeeded();
  }
  Read read{tail.group(), {}, {}};
  if (page) {
    read.events = tail.take(std::move(*page), clock_.now());
  } else {
    read.given_up = take_failure(tail, page.error(), !query.token.empty());
  }
  return std::optional(std::move(read));
}

std::optional<Error> Tails::take_failure(LogTail& tail, const Error& error, bool had_token) {
  const Timestamp now = clock_.now();
  if (!tail.failing_since()) {
    log_.warning(of_log_group(error, tail.group()).message);
  }
  tail.failed(error, now);
  if (error.error_class == ErrorClass::Quota) {
    return std::nullopt;  // asked more slowly; the deadlines of the cases bound it
  }
  const bool may_mend = error.error_class == ErrorClass::Transient || is_not_found(error) || had_token;
  if (may_mend && milliseconds_between(*tail.failing_since(), now) < static_cast<double>(k_patience.count())) {
    return std::nullopt;
  }
  tail.give_up();
  return of_log_group(error, tail.group());
}

}  // namespace itk::collect
