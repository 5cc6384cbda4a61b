#include "itk-collect/xray_source.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

// X-Ray's quotas for reading are not published; what is throttled is asked more slowly.
constexpr double k_calls_per_second = 10;
constexpr milliseconds k_between_searches{1'000};
constexpr milliseconds k_after_error{1'000};
constexpr milliseconds k_patience{30'000};  // with errors that time may mend
// A trace is mostly listed this long after it began, and always after the longer time, which every tenth search covers.
constexpr milliseconds k_usual_delay{15'000};
constexpr milliseconds k_longest_delay{120'000};
constexpr int k_between_deep_searches = 10;
constexpr std::size_t k_most_searches = 100;  // that are remembered
constexpr milliseconds k_widest_search{6 * 3'600'000};
// In a busy account most traces of the window are somebody else's, and looking at them keeps us from ours.
constexpr std::size_t k_most_listed = 200;
constexpr std::size_t k_most_listed_per_trace = 3;  // that is wanted

Timestamp plus(Timestamp time, milliseconds duration) { return {time.ns + duration.count() * 1'000'000}; }

std::set<std::string> xray_ids(const std::vector<std::string>& trace_ids) {
  std::set<std::string> ids;
  for (const std::string& id : trace_ids) {
    ids.insert(xray_trace_id(id));
  }
  ids.erase("");
  return ids;
}

}  // namespace

XraySource::XraySource(aws::Client& client, std::shared_ptr<redact::Redactor> redactor, Reach reach, Clock& clock,
                       const Logger& log)
    : client_(client),
      redactor_(std::move(redactor)),
      reach_(reach),
      clock_(clock),
      log_(log),
      limit_(k_calls_per_second),
      traces_(reach == Reach::Wanted) {}

void XraySource::want(const std::optional<Wanted>& wanted) {
  const bool begins_earlier = wanted && (!wanted_ || wanted->from < wanted_->from);
  wanted_ = wanted;
  if (begins_earlier || !wanted) {
    search_.reset();
    searches_.clear();
    search_due_ = {};
  }
  if (wanted) {
    traces_.want(xray_ids(wanted->trace_ids), clock_.now());
  } else {
    traces_.clear();
    batch_.reset();
    listed_.clear();
  }
}

std::optional<Timestamp> XraySource::due() const {
  if (!wanted_ || given_up_) {
    return std::nullopt;
  }
  std::optional<Timestamp> due = batch_due();
  if (is_searching()) {
    due = due ? std::min(*due, search_due()) : search_due();
  }
  return due ? std::optional(std::max(*due, limit_.next())) : std::nullopt;
}

Timestamp XraySource::read_through() const {
  const Timestamp through = std::min(traces_.read_through(), clock_.now());
  if (!is_searching()) {
    return through;
  }
  // The last search all of whose traces have been looked at.
  const std::optional<Timestamp> unseen = traces_.unseen_since();
  Timestamp searched;
  for (std::size_t i = 0; i < searches_.size(); ++i) {
    const bool is_last = i + 1 == searches_.size();
    const Timestamp next = !is_last ? searches_[i + 1] : search_ ? search_->began : clock_.now();
    searched = !unseen || next <= *unseen ? searches_[i] : searched;
  }
  return std::min(through, searched);
}

Result<std::vector<model::Event>> XraySource::read_next() {
  const Timestamp now = clock_.now();
  const std::optional<Timestamp> batch_at = batch_due();
  const bool may_batch = batch_at && *batch_at <= now, may_search = is_searching() && search_due() <= now;
  std::vector<model::Event> out;
  if (!wanted_ || given_up_ || limit_.next() > now || (!may_batch && !may_search)) {
    return out;
  }
  searched_last_ = may_search && !(may_batch && searched_last_);
  limit_.take(now);
  const std::int64_t throttles = client_.stats().throttles;
  std::optional<Error> error;
  if (searched_last_) {
    const Status read = read_search();
    error = read ? std::nullopt : std::optional(read.error());
  } else {
    Result<std::vector<model::Event>> read = read_batch();
    error = read ? std::nullopt : std::optional(read.error());
    out = read ? std::move(*read) : std::move(out);
  }
  if (client_.stats().throttles > throttles) {
    limit_.throttled(clock_.now());
  } else if (!error) {
    limit_.succeeded(clock_.now());
  }
  if (error) {
    take_failure(*error, searched_last_);
  } else {
    ++pages_;
    failing_since_.reset();
  }
  return out;
}

// What time may mend is asked again.
void XraySource::take_failure(const Error& error, bool of_search) {
  const Timestamp now = clock_.now();
  if (of_search) {
    search_.reset();
    search_due_ = plus(now, k_after_error);
  } else {
    traces_.ask_again(std::exchange(batch_, std::nullopt)->ids, plus(now, k_after_error));
  }
  if (!failing_since_) {
    log_.warning(error.message);
    failing_since_ = now;
  }
  const bool is_borne = error.error_class == ErrorClass::Quota ||
                        (error.error_class == ErrorClass::Transient &&
                         milliseconds_between(*failing_since_, now) < static_cast<double>(k_patience.count()));
  if (is_borne) {
    return;
  }
  if (of_search && reach_ == Reach::Wanted) {
    log_.warning("the window is not searched for traces that are linked to ours: only those that logs name are read");
    search_is_off_ = true;
    failing_since_.reset();
  } else {
    given_up_ = error;
    if (error.code.find("AccessDenied") != std::string::npos) {
      given_up_->exit = ExitCode::Unreachable;  // one source among others: evidence is missing, the run goes on
    }
  }
}

Result<std::vector<model::Event>> XraySource::read_batch() {
  if (!batch_) {
    batch_ = Batch{traces_.due_at(clock_.now(), aws::k_most_traces_of_a_batch), clock_.now()};
  }
  ITK_TRY_ASSIGN(aws::TraceBatch page, aws::batch_get_traces(client_, batch_->ids, batch_->token));
  for (const aws::XrayTrace& trace : page.traces) {
    if (trace.limit_exceeded) {
      log_.warning(fmt::format("X-Ray has dropped segments of trace {}: it has too many", trace.id));
    }
    std::vector<XraySegment>& found = batch_->found[trace.id];
    for (const std::string& document : trace.documents) {
      ITK_TRY_ASSIGN(std::vector<XraySegment> segments, read_xray_segments(document, *redactor_));
      std::move(segments.begin(), segments.end(), std::back_inserter(found));
    }
  }
  batch_->token = std::move(page.next_token);
  if (!batch_->token.empty()) {
    return std::vector<model::Event>();
  }
  Batch batch = *std::exchange(batch_, std::nullopt);
  return traces_.take(batch.ids, std::move(batch.found), batch.began, clock_.now());
}

Status XraySource::read_search() {
  if (!search_) {
    const bool is_deep = ++searches_begun_ % k_between_deep_searches == 0;
    const Timestamp since =
        searches_.empty() ? wanted_->from : plus(searches_.back(), is_deep ? -k_longest_delay : -k_usual_delay);
    search_ = Search{clock_.now(), std::max(wanted_->from, since)};
  }
  constexpr milliseconds k_second{1'000};  // that the last trace began in
  const Timestamp last = plus(std::min(wanted_->until, search_->began), k_second);
  if (search_->token.empty()) {
    search_->end = std::max(std::min(plus(search_->start, k_widest_search), last), plus(search_->start, k_second));
  }
  ITK_TRY_ASSIGN(aws::TraceSummaryPage page,
                 aws::get_trace_summaries(client_, {search_->start, search_->end, "", search_->token}));
  for (const aws::TraceSummary& trace : page.traces) {
    if (traces_.contains(trace.id) || !listed_.insert(trace.id).second) {
      continue;
    }
    const std::size_t most = k_most_listed + k_most_listed_per_trace * wanted_->trace_ids.size();
    if (reach_ == Reach::Wanted && traces_.size() >= most) {
      log_.warning(
          fmt::format("too many traces begin in the window ({} at once): it is not searched for traces that are "
                      "linked to ours, only those that logs name are read",
                      most));
      search_is_off_ = true;
      break;
    }
    traces_.list(trace.id, reach_ == Reach::Everything, clock_.now());
  }
  search_->token = std::move(page.next_token);
  if (search_->token.empty() && search_->end < last) {
    search_->start = search_->end;
  } else if (search_->token.empty()) {
    searches_.push_back(search_->began);
    if (searches_.size() > k_most_searches) {
      searches_.pop_front();
    }
    search_due_ = plus(clock_.now(), k_between_searches);
    search_.reset();
  }
  return {};
}

std::vector<model::Event> XraySource::held_back(const std::vector<std::string>& trace_ids) {
  return traces_.held_back(xray_ids(trace_ids));
}

Cost XraySource::cost() const {
  const aws::CallStats& stats = client_.stats();
  return {pages_, stats.calls + stats.retries, stats.throttles, stats.bytes_received};
}

}  // namespace itk::collect
