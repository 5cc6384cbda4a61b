#include "itk-collect/collector.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "common/ids/id.h"

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

// Errors that time may mend (no connection, a log group that its first line is yet to create) are borne this long.
constexpr milliseconds k_patience{30'000};
// A window that lies in the past is read to its end and a little further, for clocks that differ.
constexpr milliseconds k_after_deadline{60'000};
constexpr milliseconds k_longest_idle{1'000};

Timestamp plus(Timestamp time, milliseconds duration) { return {time.ns + duration.count() * 1'000'000}; }

bool is_not_found(const Error& error) { return error.code == "ResourceNotFoundException"; }

// For one log group among many, a refusal is evidence that is missing, not a reason to refuse the run.
Error of_log_group(Error error, const std::string& group) {
  if (is_not_found(error)) {
    error.exit = ExitCode::Incomplete;
  } else if (error.code.find("AccessDenied") != std::string::npos) {
    error.exit = ExitCode::Unreachable;
  }
  return with_context(std::move(error), "log group " + group);
}

model::Lag lag_of(const std::vector<model::Event>& events) {
  std::vector<double> lags;
  for (const model::Event& event : events) {
    if (event.time && event.ingested) {
      lags.push_back(milliseconds_between(*event.time, *event.ingested));
    }
  }
  if (lags.empty()) {
    return {};
  }
  std::sort(lags.begin(), lags.end());
  const auto at = [&](double q) { return lags[static_cast<std::size_t>(q * static_cast<double>(lags.size() - 1) + 0.5)]; };
  return {at(0.5), at(0.95), lags.back()};
}

}  // namespace

Collector::Collector(const RuleBook& rules, double rate, bool all, MakeSource make_source, Stage& stage, Clock& clock,
                     Outbox& outbox)
    : rules_(rules),
      all_(all),
      make_source_(std::move(make_source)),
      stage_(stage),
      clock_(clock),
      outbox_(outbox),
      limit_(rate) {}

Status Collector::open(const model::Invocation& invocation) {
  const Timestamp now = clock_.now();
  const auto same = std::find_if(open_.begin(), open_.end(), [&](const auto& c) { return c->inv == invocation.inv; });
  const auto [entry, is_new] = number_of_.try_emplace(invocation.inv, static_cast<CaseNumber>(inv_of_.size()));
  if (is_new) {
    inv_of_.push_back(invocation.inv);
  }
  std::vector<std::string> own = invocation.ids;
  if (!invocation.nonce.empty()) {
    own.push_back(ids::make_id(ids::Kind::Nonce, invocation.nonce));
  }
  evidence_.belonging().bind(entry->second, own);
  if (same != open_.end()) {
    (*same)->add_turn(invocation, now);
    return {};
  }
  OpenCase& opened = *open_.emplace_back(
      std::make_unique<OpenCase>(entry->second, invocation, rules_.rules_of(invocation), now));
  for (const std::string& group : opened.rules.log_groups) {
    LogTail& tail = tails_.try_emplace(group, group, rules_.widest_query()).first->second;
    tail.revive();
    opened.cost_at_open[group] = tail.cost;
  }
  if (opened.rules.log_groups.empty() && invocation.entrypoint.starts_with("sqs")) {
    ITK_TRY(stage_.report(usage_error("no_log_groups", fmt::format("{}: no log groups to look for evidence in; set "
                                                                   "collect.log_groups in the case, ITK_LOG_GROUPS or "
                                                                   "--log-groups", opened.name)),
                          opened.inv));
  }
  cover_windows();
  return {};
}

void Collector::take(const model::Answer& answer) {
  const auto number = number_of_.find(answer.inv);
  if (number == number_of_.end()) {
    return;
  }
  std::vector<std::string> ids = answer.ids;
  if (!answer.request_id.empty()) {
    ids.push_back(ids::make_id(ids::Kind::Request, answer.request_id));  // of Invoke: the Lambda's own request id
  }
  evidence_.belonging().bind(number->second, ids);
  std::erase_if(open_, [&](const auto& c) { return c->inv == answer.inv && answer.status == "skipped"; });
  for (const auto& open_case : open_) {
    if (open_case->inv == answer.inv) {
      open_case->take(answer, clock_.now());
    }
  }
}

void Collector::take(const model::Event& event) {
  const auto number = number_of_.find(event.inv);
  if (number == number_of_.end()) {
    return;
  }
  evidence_.belonging().bind(number->second, event.ids);
  const auto found = std::find_if(open_.begin(), open_.end(), [&](const auto& c) { return c->inv == event.inv; });
  if (found == open_.end()) {
    ++late_;
    return;
  }
  ++(*found)->events;
  (*found)->touch(clock_.now());
}

// --- Reading ---

bool Collector::is_needed(const LogTail& tail) const {
  return !tail.is_given_up() && std::any_of(open_.begin(), open_.end(), [&](const auto& open_case) {
    return open_case->cost_at_open.contains(tail.group());
  });
}

LogTail* Collector::tail_to_read(Timestamp now) {
  LogTail* next = nullptr;
  for (auto& [group, tail] : tails_) {
    if (tail.due() <= now && is_needed(tail) && (next == nullptr || tail.due() < next->due())) {
      next = &tail;
    }
  }
  return next;
}

Status Collector::step() {
  LogTail* tail = tail_to_read(clock_.now());
  if (tail != nullptr && !source_) {
    Result<std::unique_ptr<LogSource>> made = make_source_();
    if (!made) {
      const std::string reason = made.error().message;
      ITK_TRY(stage_.report(made.error()));
      return close_all(reason);
    }
    source_ = std::move(*made);
  }
  if (tail != nullptr && limit_.next() <= clock_.now()) {
    ITK_TRY(read_from(*tail));
  }
  return close_ready();
}

Status Collector::read_from(LogTail& tail) {
  const Timestamp now = clock_.now();
  limit_.take(now);
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
  return page ? take_page(tail, std::move(*page)) : take_failure(tail, page.error(), !query.token.empty());
}

Status Collector::take_page(LogTail& tail, LogPage page) {
  const Timestamp now = clock_.now();
  std::vector<CaseNumber> late;
  for (LogEvent& event : tail.take(std::move(page), now)) {
    for (const CaseNumber owner : evidence_.add(tail.group(), std::move(event))) {
      const auto found = std::find_if(open_.begin(), open_.end(), [&](const auto& c) { return c->number == owner; });
      if (found == open_.end()) {
        late.push_back(owner);
      } else {
        ++(*found)->events;
        (*found)->touch(now);
      }
    }
  }
  for (const CaseNumber number : late) {
    std::vector<model::Event> events;
    for (Evidence::Released& released : evidence_.release(number)) {
      released.event.inv = released.is_shared ? "" : inv_of_[number];
      events.push_back(std::move(released.event));
    }
    late_ += static_cast<std::int64_t>(events.size());
    ITK_TRY(outbox_.put_late(std::move(events)));
  }
  return {};
}

Status Collector::take_failure(LogTail& tail, const Error& error, bool had_token) {
  const Timestamp now = clock_.now();
  if (!tail.failing_since()) {
    stage_.log().warning(of_log_group(error, tail.group()).message);
  }
  tail.failed(error, now);
  if (error.error_class == ErrorClass::Quota) {
    limit_.throttled();  // the deadline bounds this
    return {};
  }
  const bool may_mend = error.error_class == ErrorClass::Transient || is_not_found(error) || had_token;
  if (may_mend && now < plus(*tail.failing_since(), k_patience)) {
    return {};
  }
  return give_up(tail, of_log_group(error, tail.group()));
}

Status Collector::give_up(LogTail& tail, Error error) {
  tail.give_up();
  for (const auto& open_case : open_) {
    if (open_case->cost_at_open.contains(tail.group())) {
      ITK_TRY(stage_.report(with_context(error, open_case->name), open_case->inv));
    }
  }
  return {};
}

milliseconds Collector::idle_time() const {
  const Timestamp now = clock_.now();
  Timestamp next = plus(now, k_longest_idle);
  for (const auto& [group, tail] : tails_) {
    if (is_needed(tail)) {
      next = std::min(next, std::max(tail.due(), limit_.next()));
    }
  }
  for (const auto& open_case : open_) {
    if (open_case->deadline > now) {
      next = std::min(next, open_case->deadline);
    }
  }
  return std::max(milliseconds((next.ns - now.ns + 999'999) / 1'000'000), milliseconds(0));
}

// --- Closing ---

bool Collector::is_read_since(const OpenCase& open_case, Timestamp time, bool or_failing) const {
  return std::all_of(open_case.rules.log_groups.begin(), open_case.rules.log_groups.end(), [&](const std::string& group) {
    const LogTail& tail = tails_.at(group);
    return tail.is_given_up() || tail.read_through() >= time || (or_failing && tail.failing_since());
  });
}

// Whether the case closes now, and why it is incomplete if it is.
Status Collector::consider(OpenCase& open_case, std::string& reason, bool& closes) {
  const Timestamp now = clock_.now();
  closes = true;
  if (!open_case.refusal().empty()) {
    reason = open_case.refusal();
    return {};
  }
  const bool is_answered = open_case.is_answered() || is_end_of_input_;
  const bool is_over = now >= open_case.deadline && is_read_since(open_case, open_case.opened, true);
  const bool is_quiet = is_answered && is_read_since(open_case, open_case.quiet_at(), false);
  if (!is_over && !is_quiet) {
    closes = false;
    return {};
  }
  const OpenCase::Due& due = open_case.due(evidence_);
  if (!due.missing.empty()) {
    reason = explain(due.missing, open_case);
    // Nothing that is missing can come any more if no group is read.
    closes = is_over || std::all_of(open_case.rules.log_groups.begin(), open_case.rules.log_groups.end(),
                                    [&](const std::string& group) { return tails_.at(group).is_given_up(); });
  } else if (!is_quiet) {
    reason = is_answered ? "events were still arriving at the deadline" : "itk-invoke never said whether it was sent";
  }
  return {};
}

Status Collector::close_ready() {
  for (std::size_t i = 0; i < open_.size();) {
    std::string reason;
    bool closes = false;
    ITK_TRY(consider(*open_[i], reason, closes));
    if (!closes) {
      ++i;
      continue;
    }
    const std::unique_ptr<OpenCase> closing = std::move(open_[i]);
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(i));
    ITK_TRY(close(*closing, reason));
  }
  return {};
}

Status Collector::close_all(const std::string& reason) {
  std::vector<std::unique_ptr<OpenCase>> closing;
  closing.swap(open_);
  for (const auto& open_case : closing) {
    ITK_TRY(close(*open_case, reason));
  }
  return {};
}

Status Collector::close(OpenCase& open_case, const std::string& reason) {
  Collected out{open_case.name, open_case.iteration, {}, {}};
  for (Evidence::Released& released : evidence_.release(open_case.number)) {
    released.event.inv = released.is_shared ? "" : open_case.inv;
    out.events.push_back(std::move(released.event));
  }
  OpenCase::Due due = open_case.due(evidence_);
  model::Collection& collection = out.collection;
  collection.inv = open_case.inv;
  collection.reason = reason;
  Cost cost;
  for (const std::string& group : open_case.rules.log_groups) {
    const LogTail& tail = tails_.at(group);
    cost += tail.cost - open_case.cost_at_open[group];
    if (tail.is_given_up()) {
      due.missing.push_back({"group", "", group});
      collection.reason += (collection.reason.empty() ? "" : "; ") + std::string("log group ") + group +
                           " could not be read: " + tail.error()->message;
    }
  }
  if (open_case.rules.log_groups.empty() && open_case.is_queued()) {
    collection.reason += collection.reason.empty() ? "no log groups to look for evidence in" : "";
  }
  collection.complete = collection.reason.empty();
  collection.log_groups = open_case.rules.log_groups;
  collection.from = open_case.from;
  collection.until = clock_.now();
  collection.awaited = std::move(due.awaited);
  collection.missing = std::move(due.missing);
  collection.events = static_cast<std::int64_t>(out.events.size());
  if (!out.events.empty()) {
    collection.lag_ms = lag_of(out.events);
  }
  collection.pages = cost.pages;
  collection.api_calls = cost.calls;
  collection.throttles = cost.throttles;
  collection.bytes = cost.bytes;
  collection.quiet_ms = open_case.rules.quiet.count();
  collection.deadline_ms = open_case.rules.deadline.count();
  if (!collection.complete && open_case.refusal().empty()) {
    stage_.log().warning(fmt::format("{}: the evidence is incomplete: {}", open_case.name, collection.reason));
    stage_.mark(ExitCode::Incomplete);
  }
  cover_windows();
  return outbox_.put(std::move(out));
}

// Each tail reads what its open cases need; what no open case needs any more is forgotten.
void Collector::cover_windows() {
  constexpr Timestamp k_never{std::numeric_limits<std::int64_t>::max()};
  Timestamp earliest = k_never;
  for (auto& [group, tail] : tails_) {
    Timestamp from = k_never;
    Timestamp until;
    for (const auto& open_case : open_) {
      if (open_case->cost_at_open.contains(group)) {
        from = std::min(from, open_case->from);
        until = std::max(until, plus(open_case->deadline, k_after_deadline));
      }
    }
    if (from != k_never) {
      tail.cover(from, until);
      earliest = std::min(earliest, from);
    }
  }
  if (!all_) {
    evidence_.drop_before(earliest, false);
  }
}

Status Collector::finish() {
  if (all_) {
    std::vector<model::Event> rest;
    for (Evidence::Released& released : evidence_.drop_before({std::numeric_limits<std::int64_t>::max()}, true)) {
      rest.push_back(std::move(released.event));
    }
    ITK_TRY(outbox_.put_late(std::move(rest)));
  }
  ITK_TRY(outbox_.finish());
  if (late_ > 0) {
    stage_.log().warning(fmt::format("{} events arrived after their case was closed; they are passed on as late (a longer "
                                     "--quiet would have waited for them)", late_));
  }
  std::string not_understood;
  for (const auto& [name, count] : evidence_.counts()) {
    if (name == "json.broken" || name == "time.unknown" || name == "payload.cut") {
      not_understood += fmt::format("{}{} {}", not_understood.empty() ? "" : ", ", count, name);
    }
  }
  if (!not_understood.empty()) {
    stage_.log().info("not understood in log lines, passed on as they are: " + not_understood);
  }
  return {};
}

std::vector<std::string> Collector::waiting_for() {
  std::vector<std::string> lines;
  const Timestamp now = clock_.now();
  for (const auto& open_case : open_) {
    const OpenCase::Due& due = open_case->due(evidence_);
    std::string what = "until nothing new comes";
    if (!open_case->is_answered() && !is_end_of_input_) {
      what = "for itk-invoke";
    } else if (!due.missing.empty()) {
      const model::Awaited& first = due.missing.front();
      what = fmt::format("for the {} {}{}{}", first.what == "report" ? "REPORT of" : first.what, first.id,
                         first.group.empty() ? "" : " in ", first.group);
      if (due.missing.size() > 1) {
        what += fmt::format(" and {} more", due.missing.size() - 1);
      }
    }
    const auto left_s = std::max<std::int64_t>(0, (open_case->deadline.ns - now.ns) / 1'000'000'000);
    lines.push_back(fmt::format("{}: waiting {}; {} events so far, {} s left", open_case->name, what, open_case->events, left_s));
  }
  return lines;
}

}  // namespace itk::collect
