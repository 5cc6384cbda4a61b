#include "itk-collect/collector.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <set>

#include "common/ids/id.h"
#include "itk-collect/collection_record.h"
#include "itk-collect/words.h"

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds k_longest_idle{1'000};

Timestamp plus(Timestamp time, milliseconds duration) { return {time.ns + duration.count() * 1'000'000}; }

}  // namespace

Collector::Collector(const RuleBook& rules, bool all, Sources sources, Stage& stage, Clock& clock, Outbox& outbox)
    : rules_(rules),
      all_(all),
      stage_(stage),
      clock_(clock),
      outbox_(outbox),
      tails_(rules.widest_query(), rules.rate_limit(), std::move(sources.logs), clock, stage.log()),
      sides_(std::move(sources.sides), clock),
      choice_(std::move(sources.choice)),
      queues_(std::move(sources.queue_depth), clock, stage.log()) {
  evidence_.watch_with(watch_);
}

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
  evidence_.bind(entry->second, own);
  if (same != open_.end()) {
    (*same)->add_turn(invocation, now);
    return {};
  }
  Rules rules = rules_.rules_of(invocation);
  if (const Status settled = tails_.settle(rules, choice_); !settled) {  // the patterns stay, and will be missed
    ITK_TRY(stage_.report(with_context(settled.error(), invocation.case_id), invocation.inv));
  }
  OpenCase& opened =
      *open_.emplace_back(std::make_unique<OpenCase>(entry->second, invocation, std::move(rules), now, watch_));
  for (const std::string& group : opened.rules.log_groups) {
    tails_.need(group);
    groups_.insert(group);
    opened.cost_at_open[group] = tails_.at(group).cost;
  }
  for (const std::string& source : opened.rules.sources) {
    sources_.insert(source);
    opened.source_cost_at_open[source] = sides_.cost(source);
  }
  if (opened.rules.reads_nothing() && invocation.entrypoint.starts_with("sqs")) {
    ITK_TRY(stage_.report(usage_error("no_log_groups", fmt::format("{}: no log groups to look for evidence in; set "
                                                                   "collect.log_groups in the case, ITK_LOG_GROUPS or "
                                                                   "--log-groups",
                                                                   opened.name)),
                          opened.inv));
  }
  cover_windows();
  if (live_tail_) {
    live_tail_->watch(opened.rules.log_groups);
  }
  return {};
}

void Collector::follow(std::shared_ptr<LiveTailSource> tail) {
  constexpr milliseconds k_patience{3'000};  // FilterLogEvents does without it
  live_tail_ = std::move(tail);
  Rules rules = rules_.rules_of({});
  if (const Status settled = tails_.settle(rules, choice_); settled) {
    live_tail_->watch(rules.log_groups);
    live_tail_->wait_open(k_patience);
  }
}

void Collector::hear_news() {
  if (live_tail_) {
    for (const std::string& group : live_tail_->news()) {
      tails_.has_news(group);
    }
  }
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
  evidence_.bind(number->second, ids);
  wants_version_ = -1;
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
  evidence_.bind(number->second, event.ids);
  OpenCase* open_case = find_open(number->second);
  if (open_case == nullptr) {
    ++late_;
    return;
  }
  ++open_case->events;
  open_case->touch(clock_.now());
  for (const std::size_t sentinel : watch_.sentinels_of(event)) {
    open_case->found(sentinel);
  }
}

// --- Reading ---

Status Collector::step() {
  ITK_TRY(read_logs());
  update_wants();
  ITK_TRY(read_sides());
  settle_sentinels();
  look_at_queues();
  ITK_TRY(close_ready());
  set_urgencies();
  return {};
}

Status Collector::read_logs() {
  hear_news();
  Result<std::optional<Tails::Read>> read = tails_.read_next();
  if (!read) {
    ITK_TRY(stage_.report(read.error()));
    return close_all(read.error().message);
  }
  if (!*read) {
    return {};
  }
  // An event came when it was ingested, as AWS's clock says; by ours that was after the read before, which did not
  // find it.
  const Timestamp now = clock_.now();
  const Timestamp earliest = std::min((*read)->read_before.value_or(Timestamp{}), now);
  std::set<CaseNumber> late;
  for (LogEvent& event : (*read)->events) {
    const Timestamp came = std::clamp(event.ingested, earliest, now);
    note_owners(evidence_.add((*read)->group, std::move(event)), came, late);
  }
  ITK_TRY(pass_late(late));
  return (*read)->given_up ? report_lost_group((*read)->group, *(*read)->given_up) : Status();
}

Status Collector::read_sides() {
  ITK_TRY_ASSIGN(std::optional<SideSources::Read> read, sides_.read_next());
  if (!read) {
    return {};
  }
  std::set<CaseNumber> late;
  for (model::Event& event : read->events) {
    note_owners(evidence_.add(std::move(event)), clock_.now(), late);
  }
  ITK_TRY(pass_late(late));
  return read->given_up ? report_lost_source(read->name, *read->given_up) : Status();
}

OpenCase* Collector::find_open(CaseNumber number) {
  const auto found = std::find_if(open_.begin(), open_.end(), [&](const auto& c) { return c->number == number; });
  return found == open_.end() ? nullptr : found->get();
}

void Collector::note_owners(const std::vector<CaseNumber>& owners, Timestamp time, std::set<CaseNumber>& late) {
  for (const CaseNumber owner : owners) {
    if (OpenCase* open_case = find_open(owner)) {
      ++open_case->events;
      open_case->touch(time);
    } else {
      late.insert(owner);
    }
  }
}

void Collector::settle_sentinels() {
  for (const SentinelWatch::Found& found : watch_.settle(evidence_.belonging())) {
    for (const CaseNumber owner : found.owners) {
      if (OpenCase* open_case = find_open(owner)) {
        open_case->found(found.sentinel);
      }
    }
  }
}

// A queue is looked at for the cases that wait for nothing else: it has to be empty after all the rest is there.
void Collector::look_at_queues() {
  std::set<std::string> queues;
  for (const auto& open_case : open_) {
    open_case->due(evidence_, requests_);
    for (const std::string& queue : open_case->queues_to_look_at()) {
      queues.insert(queue);
    }
  }
  for (const std::string& queue : queues) {
    if (!queues_.is_empty(queue).value_or(false)) {
      continue;
    }
    for (const auto& open_case : open_) {
      const std::vector<std::string> wanted = open_case->queues_to_look_at();
      if (std::find(wanted.begin(), wanted.end(), queue) != wanted.end()) {
        open_case->queue_is_empty(queue, clock_.now());
      }
    }
  }
}

// Events of cases that are closed.
Status Collector::pass_late(const std::set<CaseNumber>& late) {
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

Status Collector::report_lost_group(const std::string& group, const Error& error) {
  for (const auto& open_case : open_) {
    if (open_case->cost_at_open.contains(group)) {
      ITK_TRY(stage_.report(with_context(error, open_case->name), open_case->inv));
    }
  }
  return {};
}

Status Collector::report_lost_source(const std::string& name, const Error& error) {
  for (const auto& open_case : open_) {
    if (open_case->source_cost_at_open.contains(name)) {
      ITK_TRY(stage_.report(with_context(error, open_case->name), open_case->inv));
    }
  }
  return {};
}

// At the deadline a group that may still mend is an error of the case: one, for its other groups often share
// the trouble.
Status Collector::report_failing_group(const OpenCase& open_case) {
  for (const std::string& group : open_case.rules.log_groups) {
    const LogTail& tail = tails_.at(group);
    if (is_lost(tail, open_case) && !tail.is_given_up()) {
      return stage_.report(with_context(of_log_group(*tail.error(), group), open_case.name), open_case.inv);
    }
  }
  return {};
}

milliseconds Collector::idle_time() const {
  const Timestamp now = clock_.now();
  Timestamp next = std::min(plus(now, k_longest_idle), tails_.due().value_or(plus(now, k_longest_idle)));
  next = std::min(next, sides_.due().value_or(next));
  for (const auto& open_case : open_) {
    if (open_case->deadline > now) {
      next = std::min(next, open_case->deadline);
    }
  }
  return std::max(milliseconds((next.ns - now.ns + 999'999) / 1'000'000), milliseconds(0));
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
  if (evidence_.error()) {
    return tl::make_unexpected(*evidence_.error());
  }
  if (late_ > 0) {
    stage_.log().warning(
        fmt::format("{} events arrived after their case was closed; they are passed on as late (a longer "
                    "--quiet would have waited for them)",
                    late_));
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
  for (const auto& open_case : open_) {
    lines.push_back(describe_waiting(*open_case, open_case->due(evidence_, requests_),
                                     open_case->is_answered() || is_end_of_input_, clock_.now()));
  }
  return lines;
}

}  // namespace itk::collect
