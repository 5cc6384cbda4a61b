#include "itk-collect/window.h"

#include <fmt/core.h>

#include <algorithm>
#include <unordered_set>

#include "itk-collect/collection_record.h"
#include "itk-collect/evidence.h"
#include "itk-collect/rate_limit.h"
#include "itk-collect/run_record.h"
#include "itk-collect/window_span.h"

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t k_longest_lambda_ns = 15 * 60 * std::int64_t{1'000'000'000};
// Throttles in a row, each of them already after the client's own retries.
constexpr int k_most_throttles = 10;
// Pages that cannot be continued (their token is a day old) are asked for anew.
constexpr int k_most_restarts = 3;

class WindowReader {
 public:
  WindowReader(const Options& options, const RuleBook& rules, const Outside& outside, LogSource& source, Span span,
               Stage& stage, Clock& clock)
      : filter_pattern_(options.filter_pattern),
        widest_ns_(rules.widest_query().count() * 1'000'000),
        outside_(outside),
        source_(source),
        span_(span),
        stage_(stage),
        clock_(clock),
        limit_(options.rate),
        progress_(stage.log(), clock, outside.terminal) {}

  Status read(const std::vector<std::string>& groups);

 private:
  Status read_group(const std::string& group);
  Result<std::vector<LogEvent>> read_slice(const std::string& group, Timestamp from, Timestamp to);
  Result<LogPage> fetch(const LogQuery& query);
  Status write(std::vector<Evidence::Released> released);
  void lose(const std::string& group, const std::string& why);
  bool is_interrupted() const { return outside_.interrupts && outside_.interrupts() > 0; }

  std::string filter_pattern_;
  std::int64_t widest_ns_;
  const Outside& outside_;
  LogSource& source_;
  Span span_;
  Stage& stage_;
  Clock& clock_;
  RateLimit limit_;
  Progress progress_;
  model::Collection collection_;
  std::vector<double> lags_;  // of all events: 8 bytes each
};

// Waits for its turn; what is throttled is asked again, slower.
Result<LogPage> WindowReader::fetch(const LogQuery& query) {
  for (int throttles = 0;; ++throttles) {
    for (Timestamp now = clock_.now(); now < limit_.next(); now = clock_.now()) {
      clock_.sleep_for(milliseconds((limit_.next().ns - now.ns) / 1'000'000 + 1));
    }
    limit_.take(clock_.now());
    Result<LogPage> page = source_.fetch(query);
    if (page) {
      limit_.succeeded();
      return page;
    }
    if (page.error().error_class != ErrorClass::Quota || throttles == k_most_throttles || is_interrupted()) {
      return page;
    }
    limit_.throttled();
  }
}

// The events of [from, to), each once.
Result<std::vector<LogEvent>> WindowReader::read_slice(const std::string& group, Timestamp from, Timestamp to) {
  std::vector<LogEvent> events;
  std::unordered_set<std::string> seen;
  LogQuery query{group, from, Timestamp{to.ns - 1'000'000}, "", filter_pattern_};
  for (int restarts = 0; !is_interrupted();) {
    progress_.show([&] {
      return std::vector<std::string>{fmt::format("{}: {}, {} events so far", group, format_rfc3339(from),
                                                  collection_.events + static_cast<std::int64_t>(events.size()))};
    });
    Result<LogPage> page = fetch(query);
    if (!page) {
      const bool is_token = !query.token.empty() && page.error().code == "InvalidParameterException";
      if (!is_token || ++restarts > k_most_restarts) {
        return tl::make_unexpected(page.error());
      }
      query.token.clear();
      continue;
    }
    for (LogEvent& event : page->events) {
      if (seen.insert(event.id).second) {
        lags_.push_back(milliseconds_between(event.time, event.ingested));
        events.push_back(std::move(event));
      }
    }
    if (page->next_token.empty()) {
      break;
    }
    query.token = std::move(page->next_token);
  }
  return events;
}

Status WindowReader::write(std::vector<Evidence::Released> released) {
  collection_.events += static_cast<std::int64_t>(released.size());
  for (Evidence::Released& one : released) {
    ITK_TRY(stage_.write(std::move(one.event)));
  }
  return stage_.flush();
}

void WindowReader::lose(const std::string& group, const std::string& why) {
  collection_.missing.push_back({"group", "", group});
  collection_.reason += fmt::format("{}{} could not be read: {}", collection_.reason.empty() ? "" : "; ", group, why);
}

Status WindowReader::read_group(const std::string& group) {
  Evidence evidence;
  for (Timestamp from = span_.from; from < span_.until && !is_interrupted();) {
    const Timestamp to{span_.until.ns - from.ns > widest_ns_ ? from.ns + widest_ns_ : span_.until.ns};
    Result<std::vector<LogEvent>> events = read_slice(group, from, to);
    if (!events) {
      progress_.clear();
      ITK_TRY(stage_.report(with_context(events.error(), group)));
      lose(group, events.error().message);
      break;
    }
    for (LogEvent& event : *events) {
      evidence.add(group, std::move(event));
    }
    ITK_TRY(write(evidence.drop_before(Timestamp{to.ns - k_longest_lambda_ns}, true)));
    from = to;
  }
  return write(evidence.drop_before(Timestamp{INT64_MAX}, true));
}

Status WindowReader::read(const std::vector<std::string>& groups) {
  collection_.log_groups = groups;
  collection_.from = span_.from;
  collection_.until = span_.until;
  const Cost before = source_.cost();
  for (const std::string& group : groups) {
    ITK_TRY(read_group(group));
  }
  progress_.clear();
  if (is_interrupted()) {
    collection_.reason += collection_.reason.empty() ? "interrupted" : "; interrupted";
    stage_.mark(ExitCode::Incomplete);
  }
  collection_.complete = collection_.reason.empty();
  collection_.lag_ms = lag_of(std::move(lags_));
  put_cost(source_.cost() - before, collection_);
  stage_.log().info(fmt::format("{} events from {} log groups", collection_.events, groups.size()));
  if (!collection_.complete) {
    stage_.log().warning("the evidence is incomplete: " + collection_.reason);
  }
  return stage_.write(std::move(collection_));
}

}  // namespace

Status collect_window(const Options& options, const settings::Settings& settings, const RuleBook& rules,
                      const Outside& outside, const MakeSource& make_source, redact::Redactor& redactor, Stage& stage,
                      World& world) {
  ITK_TRY_ASSIGN(const Span span, read_span(options.since, options.until, world.clock.now()));
  model::Run run = make_run(redactor, world.clock.now());
  ITK_TRY_ASSIGN(const std::unique_ptr<LogSource> source, make_source());
  const std::vector<std::string>& named = options.log_groups.empty() ? rules.default_groups() : options.log_groups;
  ITK_TRY_ASSIGN(const std::vector<std::string> groups, resolve_groups(named, *source));
  ITK_TRY_ASSIGN(const Surroundings around, outside.check_reading(settings, groups, world.clock, stage.log()));
  run.env = settings.get("ITK_ENV").value_or("");
  run.account = around.account;
  run.region = around.region;
  run.endpoint = around.endpoint_url.empty() ? "aws" : "custom";
  run.endpoint_url = around.endpoint_url;
  ITK_TRY(stage.write(std::move(run)));
  return WindowReader(options, rules, outside, *source, span, stage, world.clock).read(groups);
}

}  // namespace itk::collect
