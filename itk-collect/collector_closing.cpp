// When a case closes, and what is read for the cases that are open.
#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "itk-collect/collection_record.h"
#include "itk-collect/collector.h"
#include "itk-collect/words.h"

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

// A window that lies in the past is read to its end and a little further, for clocks that differ.
constexpr milliseconds k_after_deadline{60'000};
constexpr milliseconds k_youth{120'000};

Timestamp plus(Timestamp time, milliseconds duration) { return {time.ns + duration.count() * 1'000'000}; }

// Lines and metrics alone make no span.
bool is_without_spans(const std::vector<model::Event>& events) {
  return !events.empty() && std::all_of(events.begin(), events.end(), [](const model::Event& event) {
    return event.kind == model::event_kind::k_log || event.kind == model::event_kind::k_metric;
  });
}

}  // namespace

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
  const std::vector<model::Awaited>& missing = open_case.due(evidence_, requests_).missing;
  const bool is_over = clock_.now() >= open_case.deadline && is_read_since(open_case, open_case.opened, true);
  const bool is_quiet = is_answered && is_read_since(open_case, open_case.quiet_at(), false) &&
                        are_sides_read_since(open_case, open_case.quiet_at());
  if (!is_over && !is_quiet) {
    return std::nullopt;
  }
  if (!is_answered) {
    return "itk-invoke had not said by the deadline whether it was sent";
  }
  if (!missing.empty()) {
    return is_over || has_lost_all(open_case) ? std::optional(reason_of(missing, open_case)) : std::nullopt;
  }
  if (is_quiet || has_lost_something(open_case)) {
    return "";  // what could not be read is said in the collection
  }
  return open_case.is_declared() ? "its log groups could not be read once more before the deadline"
                                 : "events were still arriving at the deadline";
}

std::string Collector::reason_of(const std::vector<model::Awaited>& missing, const OpenCase& open_case) const {
  std::string reason = explain(missing, open_case);
  for (const model::Awaited& what : missing) {
    if (what.what == "queue" && !queues_.last(what.id).empty()) {
      reason += fmt::format(" ({}: {})", what.id, queues_.last(what.id));
    }
  }
  return reason;
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
  out.collection = make_collection(open_case, open_case.due(evidence_, requests_), {tails_, sides_}, reason, out.events,
                                   clock_.now());
  ITK_TRY(report_failing_group(open_case));
  if (!out.collection.complete && open_case.refusal().empty()) {
    stage_.log().warning(fmt::format("{}: the evidence is incomplete: {}; what it does not log: {}", open_case.name,
                                     out.collection.reason, audit_command(open_case)));
    stage_.mark(ExitCode::Incomplete);
  } else if (out.collection.complete && is_without_spans(out.events)) {
    stage_.log().info(fmt::format("{}: {} log lines, and none of them shows an operation; what it does not log: {}",
                                  open_case.name, out.events.size(), audit_command(open_case)));
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

// The groups that a case waits for to close come first, then those that may hold what is missing.
void Collector::set_urgencies() {
  using Urgency = Tails::Urgency;
  std::map<std::string, Urgency> urgencies;
  const Timestamp now = clock_.now();
  for (const auto& open_case : open_) {
    const std::vector<model::Awaited>& missing = open_case->due(evidence_, requests_).missing;
    const bool is_answered = open_case->is_answered() || is_end_of_input_;
    const bool is_anywhere = !is_answered || std::any_of(missing.begin(), missing.end(),
                                                         [](const model::Awaited& what) { return what.group.empty(); });
    for (const std::string& group : open_case->rules.log_groups) {
      Urgency urgency = Urgency::Later;
      if (is_answered && missing.empty()) {
        const bool is_read = tails_.at(group).read_through() >= open_case->quiet_at();
        urgency = now >= open_case->quiet_at() && !is_read ? Urgency::Now : Urgency::Later;
      } else if (is_anywhere || std::any_of(missing.begin(), missing.end(),
                                            [&](const model::Awaited& what) { return what.group == group; })) {
        urgency = Urgency::Soon;
      }
      Urgency& most = urgencies.try_emplace(group, urgency).first->second;
      most = std::max(most, urgency);
    }
  }
  for (const auto& [group, urgency] : urgencies) {
    tails_.hurry(group, urgency);
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

}  // namespace itk::collect
