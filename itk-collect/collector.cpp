#include "itk-collect/collector.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <set>

#include "common/ids/id.h"
#include "itk-collect/collection_record.h"

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

// A window that lies in the past is read to its end and a little further, for clocks that differ.
constexpr milliseconds k_after_deadline{60'000};
constexpr milliseconds k_longest_idle{1'000};
constexpr milliseconds k_youth{120'000};

Timestamp plus(Timestamp time, milliseconds duration) { return {time.ns + duration.count() * 1'000'000}; }

}  // namespace

Collector::Collector(const RuleBook& rules, double rate, bool all, Sources sources, Stage& stage, Clock& clock,
                     Outbox& outbox)
    : rules_(rules),
      all_(all),
      stage_(stage),
      clock_(clock),
      outbox_(outbox),
      tails_(rules.widest_query(), rate, std::move(sources.logs), clock, stage.log()),
      sides_(std::move(sources.sides), clock),
      choice_(std::move(sources.choice)) {}

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
  OpenCase& opened = *open_.emplace_back(std::make_unique<OpenCase>(entry->second, invocation, std::move(rules), now));
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
  const auto found = std::find_if(open_.begin(), open_.end(), [&](const auto& c) { return c->inv == event.inv; });
  if (found == open_.end()) {
    ++late_;
    return;
  }
  ++(*found)->events;
  (*found)->touch(clock_.now());
}

// --- Reading ---

Status Collector::step() {
  ITK_TRY(read_logs());
  update_wants();
  ITK_TRY(read_sides());
  return close_ready();
}

Status Collector::read_logs() {
  Result<std::optional<Tails::Read>> read = tails_.read_next();
  if (!read) {
    ITK_TRY(stage_.report(read.error()));
    return close_all(read.error().message);
  }
  if (!*read) {
    return {};
  }
  std::set<CaseNumber> late;
  for (LogEvent& event : (*read)->events) {
    note_owners(evidence_.add((*read)->group, std::move(event)), late);
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
    note_owners(evidence_.add(std::move(event)), late);
  }
  ITK_TRY(pass_late(late));
  return read->given_up ? report_lost_source(read->name, *read->given_up) : Status();
}

void Collector::note_owners(const std::vector<CaseNumber>& owners, std::set<CaseNumber>& late) {
  const Timestamp now = clock_.now();
  for (const CaseNumber owner : owners) {
    const auto found = std::find_if(open_.begin(), open_.end(), [&](const auto& c) { return c->number == owner; });
    if (found == open_.end()) {
      late.insert(owner);
    } else {
      ++(*found)->events;
      (*found)->touch(now);
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

// --- Closing ---

bool Collector::is_read_since(const OpenCase& open_case, Timestamp time, bool or_failing) const {
  return std::all_of(open_case.rules.log_groups.begin(), open_case.rules.log_groups.end(),
                     [&](const std::string& group) {
                       const LogTail& tail = tails_.at(group);
                       return tail.is_given_up() || tail.read_through() >= time || (or_failing && tail.failing_since());
                     });
}

bool Collector::are_sides_read_since(const OpenCase& open_case, Timestamp time) const {
  return std::all_of(open_case.rules.sources.begin(), open_case.rules.sources.end(), [&](const std::string& name) {
    return sides_.given_up(name) || sides_.read_through(name) >= time;
  });
}

bool Collector::has_lost_all(const OpenCase& open_case) const {
  const std::vector<std::string>& groups = open_case.rules.log_groups;
  const std::vector<std::string>& sources = open_case.rules.sources;
  return std::all_of(groups.begin(), groups.end(),
                     [&](const std::string& group) { return tails_.at(group).is_given_up(); }) &&
         std::all_of(sources.begin(), sources.end(),
                     [&](const std::string& name) { return sides_.given_up(name).has_value(); });
}

bool Collector::has_lost_something(const OpenCase& open_case) const {
  const std::vector<std::string>& groups = open_case.rules.log_groups;
  const std::vector<std::string>& sources = open_case.rules.sources;
  return std::any_of(groups.begin(), groups.end(),
                     [&](const std::string& group) { return is_lost(tails_.at(group), open_case); }) ||
         std::any_of(sources.begin(), sources.end(),
                     [&](const std::string& name) { return is_lost(sides_, name, open_case); });
}

std::optional<std::string> Collector::verdict_on(OpenCase& open_case) {
  if (!open_case.refusal().empty()) {
    return open_case.refusal();
  }
  const bool is_answered = open_case.is_answered() || is_end_of_input_;
  const bool is_over = clock_.now() >= open_case.deadline && is_read_since(open_case, open_case.opened, true);
  const bool is_quiet = is_answered && is_read_since(open_case, open_case.quiet_at(), false) &&
                        are_sides_read_since(open_case, open_case.quiet_at());
  if (!is_over && !is_quiet) {
    return std::nullopt;
  }
  const std::vector<model::Awaited>& missing = open_case.due(evidence_).missing;
  if (!missing.empty()) {
    return is_over || has_lost_all(open_case) ? std::optional(explain(missing, open_case)) : std::nullopt;
  }
  if (is_quiet || has_lost_something(open_case)) {
    return "";  // what could not be read is said in the collection
  }
  return is_answered ? "events were still arriving at the deadline" : "itk-invoke never said whether it was sent";
}

Status Collector::close_ready() {
  for (std::size_t i = 0; i < open_.size();) {
    const std::optional<std::string> reason = verdict_on(*open_[i]);
    if (!reason) {
      ++i;
      continue;
    }
    const std::unique_ptr<OpenCase> closing = std::move(open_[i]);
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(i));
    ITK_TRY(close(*closing, *reason));
  }
  update_wants();
  return {};
}

Status Collector::close_all(const std::string& reason) {
  std::vector<std::unique_ptr<OpenCase>> closing;
  closing.swap(open_);
  for (const auto& open_case : closing) {
    ITK_TRY(close(*open_case, reason));
  }
  update_wants();
  return {};
}

Status Collector::close(OpenCase& open_case, const std::string& reason) {
  Collected out{open_case.name, open_case.iteration, {}, {}};
  take_held_back(open_case);
  for (Evidence::Released& released : evidence_.release(open_case.number)) {
    released.event.inv = released.is_shared ? "" : open_case.inv;
    out.events.push_back(std::move(released.event));
  }
  out.collection = make_collection(open_case, evidence_, {tails_, sides_}, reason, out.events, clock_.now());
  ITK_TRY(report_failing_group(open_case));
  if (!out.collection.complete && open_case.refusal().empty()) {
    stage_.log().warning(fmt::format("{}: the evidence is incomplete: {}", open_case.name, out.collection.reason));
    stage_.mark(ExitCode::Incomplete);
  }
  cover_windows();
  return outbox_.put(std::move(out));
}

// What side sources have of it and had hoped to see finished.
void Collector::take_held_back(const OpenCase& open_case) {
  std::vector<std::string> trace_ids;
  for (const std::string& id : evidence_.trace_ids()) {
    const std::vector<CaseNumber> owners = evidence_.belonging().owners({id});
    if (std::find(owners.begin(), owners.end(), open_case.number) != owners.end()) {
      trace_ids.push_back(id);
    }
  }
  for (const std::string& source : open_case.rules.sources) {
    for (model::Event& event : sides_.held_back(source, trace_ids)) {
      evidence_.add(std::move(event));
    }
  }
}

// A side source is told anew what is wanted whenever there is more to know: new cases, and new trace ids of theirs.
void Collector::update_wants() {
  if (sources_.empty() || wants_version_ == evidence_.version()) {
    return;
  }
  wants_version_ = evidence_.version();
  std::map<CaseNumber, std::vector<std::string>> trace_ids;
  for (const std::string& id : evidence_.trace_ids()) {
    for (const CaseNumber owner : evidence_.belonging().owners({id})) {
      trace_ids[owner].push_back(id);
    }
  }
  for (const std::string& name : sources_) {
    std::optional<Wanted> wanted;
    for (const auto& open_case : open_) {
      if (!open_case->source_cost_at_open.contains(name)) {
        continue;
      }
      const Timestamp until = plus(open_case->deadline, k_after_deadline);
      wanted = wanted ? Wanted{std::min(wanted->from, open_case->from), std::max(wanted->until, until),
                               std::move(wanted->trace_ids)}
                      : Wanted{open_case->from, until, {}};
      const std::vector<std::string>& own = trace_ids[open_case->number];
      wanted->trace_ids.insert(wanted->trace_ids.end(), own.begin(), own.end());
    }
    sides_.want(name, wanted);
  }
}

// Each tail reads what its open cases need; what no open case needs any more is forgotten.
void Collector::cover_windows() {
  wants_version_ = -1;
  std::map<std::string, std::optional<Tails::Window>> windows;
  for (const std::string& group : groups_) {
    windows[group];
  }
  Timestamp earliest{std::numeric_limits<std::int64_t>::max()};
  for (const auto& open_case : open_) {
    earliest = std::min(earliest, open_case->from);
    const Timestamp until = plus(open_case->deadline, k_after_deadline);
    for (const std::string& group : open_case->rules.log_groups) {
      std::optional<Tails::Window>& window = windows[group];
      window = window ? Tails::Window{std::min(window->from, open_case->from), std::max(window->until, until)}
                      : Tails::Window{open_case->from, until};
    }
  }
  for (const auto& [group, window] : windows) {
    tails_.cover(group, window);
  }
  if (!all_) {
    // Not what is young: it may belong to an invocation whose record is still on its way.
    evidence_.drop_before(std::min(earliest, plus(clock_.now(), -k_youth)), false);
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
    lines.push_back(open_case->waiting_for(evidence_, is_end_of_input_, clock_.now()));
  }
  return lines;
}

}  // namespace itk::collect
