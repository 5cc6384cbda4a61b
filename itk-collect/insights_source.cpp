#include "itk-collect/insights_source.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "common/aws/logs_insights.h"
#include "common/logs/log_time.h"

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t k_second_ns = 1'000'000'000;
// Between two looks at a query: it is done in a second, or takes long.
constexpr milliseconds k_first_wait{500};
constexpr milliseconds k_longest_wait{5'000};
// An index that lags further behind is not looked for.
constexpr std::int64_t k_longest_lag_ns = 3'600 * k_second_ns;
// Streams are indexed apart: so far before the newest event, one may still be missing.
constexpr std::int64_t k_overlap_ns = 120 * k_second_ns;
constexpr char k_query[] = "fields @timestamp, @ingestionTime, @logStream, @log, @message | sort @timestamp asc";

std::int64_t floor_s(Timestamp time) { return time.ns / k_second_ns; }
std::int64_t ceil_s(Timestamp time) { return (time.ns + k_second_ns - 1) / k_second_ns; }

}  // namespace

InsightsSource::InsightsSource(aws::Client& logs, std::unique_ptr<LogSource> filter, std::function<bool()> is_abandoned,
                               Clock& clock, const Logger& log)
    : logs_(logs), filter_(std::move(filter)), is_abandoned_(std::move(is_abandoned)), clock_(clock), log_(log) {}

Cost InsightsSource::cost() const {
  const aws::CallStats& stats = logs_.stats();
  Cost cost = cost_;
  cost += Cost{0, stats.calls + stats.retries, stats.throttles, stats.bytes_received};
  cost += filter_->cost();
  return cost;
}

void InsightsSource::begin(const LogQuery& query) {
  newest_.reset();
  recent_.clear();
  lacking_ = 0;
  const Timestamp end{query.end->ns + 1'000'000};  // of a window that excludes it
  parts_ = {{query.start, end}, {query.start, end, How::Checked}};
}

Result<LogPage> InsightsSource::fetch(const LogQuery& query) {
  if (query.token.empty() || query.token != fmt::format("insights-{}", page_)) {
    begin(query);
  }
  Result<LogPage> page = parts_.front().how == How::Indexed ? read_indexed(query.group) : read_filtered(query.group);
  if (!page) {
    return page;
  }
  if (!parts_.empty()) {
    page->next_token = fmt::format("insights-{}", ++page_);
  } else if (lacking_ > 0) {
    log_.warning(fmt::format("{}: the index of Logs Insights lags behind: {} events came from FilterLogEvents instead",
                             query.group, lacking_));
  }
  return page;
}

// --- FilterLogEvents ---

Result<LogPage> InsightsSource::read_filtered(const std::string& group) {
  Part& part = parts_.front();
  if (part.how == How::Checked && part.token.empty()) {
    const Timestamp latest{clock_.now().ns - k_longest_lag_ns};
    part.from = std::max({part.from, latest, Timestamp{newest_ ? newest_->ns - k_overlap_ns : 0}});
    if (part.from >= part.to) {
      parts_.pop_front();
      return LogPage{};
    }
  }
  ITK_TRY_ASSIGN(LogPage page, filter_->fetch({group, part.from, Timestamp{part.to.ns - 1'000'000}, part.token}));
  if (part.how == How::Checked) {
    std::erase_if(page.events, [&](const LogEvent& event) {
      const auto known = recent_.find({event.time.ns, event.stream, event.message});
      return known != recent_.end() && known->second-- > 0;
    });
    lacking_ += static_cast<std::int64_t>(page.events.size());
  }
  part.token = std::exchange(page.next_token, "");
  if (part.token.empty()) {
    parts_.pop_front();
  }
  return page;
}

// --- Insights ---

Result<LogPage> InsightsSource::read_indexed(const std::string& group) {
  const Part part = parts_.front();
  bool is_full = false;
  ITK_TRY_ASSIGN(std::vector<LogEvent> events, run_query(group, part, is_full));
  parts_.pop_front();
  if (is_full) {
    split(part);
    return LogPage{};
  }
  remember(events);
  ++cost_.pages;
  return LogPage{std::move(events), ""};
}

// One second that holds more than an answer is left to FilterLogEvents.
void InsightsSource::split(const Part& part) {
  const std::int64_t from_s = floor_s(part.from), to_s = ceil_s(part.to);
  if (to_s - from_s <= 1) {
    parts_.push_front({part.from, part.to, How::Filtered});
    return;
  }
  const Timestamp middle{(from_s + (to_s - from_s) / 2) * k_second_ns};
  parts_.push_front({middle, part.to});
  parts_.push_front({part.from, middle});
}

void InsightsSource::remember(const std::vector<LogEvent>& events) {
  const std::int64_t latest_ns = clock_.now().ns - k_longest_lag_ns;
  for (const LogEvent& event : events) {
    newest_ = newest_ ? std::max(*newest_, event.time) : event.time;
    if (event.time.ns >= latest_ns) {
      ++recent_[{event.time.ns, event.stream, event.message}];
    }
  }
  std::erase_if(recent_, [&](const auto& entry) { return std::get<0>(entry.first) < newest_->ns - k_overlap_ns; });
}

Result<std::vector<LogEvent>> InsightsSource::run_query(const std::string& group, const Part& part, bool& is_full) {
  // Seconds that surround the part; what is outside of it is left out below.
  ITK_TRY_ASSIGN(const std::string id,
                 aws::start_query(logs_, {{group}, floor_s(part.from), ceil_s(part.to), k_query}));
  std::vector<LogEvent> events;
  Result<bool> is_complete = wait_for(id, events, is_full);
  if (!is_complete || !*is_complete) {
    if (const Status stopped = aws::stop_query(logs_, id); !stopped) {
      log_.debug(stopped.error().message);  // it ends by itself
    }
    events.clear();
  }
  ITK_TRY(is_complete);
  std::erase_if(events, [&](const LogEvent& event) { return event.time < part.from || event.time >= part.to; });
  return events;
}

// Whether it came to its end.
Result<bool> InsightsSource::wait_for(const std::string& query_id, std::vector<LogEvent>& events, bool& is_full) {
  for (milliseconds wait = k_first_wait;; wait = std::min(wait * 2, k_longest_wait)) {
    if (is_abandoned_ && is_abandoned_()) {
      return false;
    }
    ITK_TRY_ASSIGN(aws::QueryResults results, aws::get_query_results(logs_, query_id, ""));
    if (!results.is_over()) {
      clock_.sleep_for(wait);
      continue;
    }
    if (results.status != "Complete") {
      Error error{ErrorClass::Transient,
                  ExitCode::Unreachable,
                  "query_failed",
                  fmt::format("logs: the query {} of Logs Insights ended as {}", query_id, results.status),
                  {},
                  {}};
      return tl::make_unexpected(std::move(error));
    }
    is_full = results.rows.size() >= static_cast<std::size_t>(aws::k_most_insights_rows) ||
              results.records_matched > static_cast<std::int64_t>(results.rows.size());
    for (aws::InsightsRow& row : results.rows) {
      const std::optional<Timestamp> time = logs::parse_log_time(row.timestamp);
      if (!time) {
        return tl::make_unexpected(contract_error("bad_row", "a row of Logs Insights has no @timestamp"));
      }
      events.push_back({"", std::move(row.stream), *time, logs::parse_log_time(row.ingestion_time).value_or(*time),
                        std::move(row.message)});
    }
    return true;
  }
}

}  // namespace itk::collect
