#include "itk-collect/window.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/hash_set.h"
#include "itk-collect/collection_record.h"
#include "itk-collect/event_writer.h"
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
// Without anything new from a side source that says that there is more.
constexpr double k_longest_wait_ms = 30'000;

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
        writer_(stage),
        clock_(clock),
        limit_(rules.rate_limit()),
        progress_(stage.log(), clock, outside.terminal) {}

  Status read(const std::vector<std::string>& groups, const std::vector<SideSourceMaker>& sides);

 private:
  Status read_group(const std::string& group);
  Status read_side(const SideSourceMaker& maker);
  Status write_events(std::vector<model::Event> events);
  Status read_slice(const std::string& group, Timestamp from, Timestamp to, Evidence& evidence);
  Result<LogPage> fetch(const LogQuery& query);
  Status write_before(Timestamp time, Evidence& evidence);
  void lose(std::string_view what, const std::string& name, const std::string& why);
  bool is_interrupted() const { return outside_.interrupts && outside_.interrupts() > 0; }

  std::string filter_pattern_;
  std::int64_t widest_ns_;
  const Outside& outside_;
  LogSource& source_;
  Span span_;
  Stage& stage_;
  EventWriter writer_;
  Clock& clock_;
  RateLimit limit_;
  Progress progress_;
  model::Collection collection_;
  Cost side_cost_;
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
      limit_.succeeded(clock_.now());
      return page;
    }
    if (page.error().error_class != ErrorClass::Quota || throttles == k_most_throttles || is_interrupted()) {
      return page;
    }
    limit_.throttled(clock_.now());
  }
}

// Adds the events of [from, to), each once.
Status WindowReader::read_slice(const std::string& group, Timestamp from, Timestamp to, Evidence& evidence) {
  HashSet seen;
  LogQuery query{group, from, Timestamp{to.ns - 1'000'000}, "", filter_pattern_};
  for (int restarts = 0; !is_interrupted();) {
    progress_.show([&] {
      return std::vector<std::string>{fmt::format("{}: {}, {} events so far", group, format_rfc3339(from),
                                                  collection_.events + static_cast<std::int64_t>(evidence.held()))};
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
      if (seen.insert(event.id)) {
        lags_.push_back(milliseconds_between(event.time, event.ingested));
        evidence.add(group, std::move(event));
      }
    }
    if (page->next_token.empty()) {
      break;
    }
    query.token = std::move(page->next_token);
  }
  return {};
}

Status WindowReader::write_before(Timestamp time, Evidence& evidence) {
  ITK_TRY(evidence.drop_before(time, [&](const auto& group_and_stream, std::string_view members) {
    ++collection_.events;
    return writer_.write(group_and_stream, members);
  }));
  return stage_.flush();
}

void WindowReader::lose(std::string_view what, const std::string& name, const std::string& why) {
  collection_.missing.push_back({std::string(what), what == "group" ? "" : name, what == "group" ? name : ""});
  collection_.reason += fmt::format("{}{} could not be read: {}", collection_.reason.empty() ? "" : "; ", name, why);
}

Status WindowReader::read_group(const std::string& group) {
  Evidence evidence;
  for (Timestamp from = span_.from; from < span_.until && !is_interrupted();) {
    const Timestamp to{span_.until.ns - from.ns > widest_ns_ ? from.ns + widest_ns_ : span_.until.ns};
    if (const Status slice = read_slice(group, from, to, evidence); !slice) {
      progress_.clear();
      ITK_TRY(stage_.report(with_context(slice.error(), group)));
      lose("group", group, slice.error().message);
      break;
    }
    ITK_TRY(write_before(Timestamp{to.ns - k_longest_lambda_ns}, evidence));
    from = to;
  }
  return write_before(Timestamp{INT64_MAX}, evidence);
}

Status WindowReader::write_events(std::vector<model::Event> events) {
  for (model::Event& event : events) {
    ++collection_.events;
    ITK_TRY(stage_.write(std::move(event)));
  }
  return stage_.flush();
}

// Until it has given all that there is; what does not end leaves as it stands.
Status WindowReader::read_side(const SideSourceMaker& maker) {
  Result<std::unique_ptr<SideSource>> made = maker.make();
  if (!made) {
    ITK_TRY(stage_.report(with_context(made.error(), maker.name)));
    lose("source", maker.name, made.error().message);
    return {};
  }
  SideSource& side = **made;
  side.want(Wanted{span_.from, span_.until, {}});
  const Timestamp began = clock_.now();
  Timestamp last_new = began;
  while (!is_interrupted() && !side.given_up() && side.read_through() < began &&
         milliseconds_between(last_new, clock_.now()) < k_longest_wait_ms) {
    ITK_TRY_ASSIGN(std::vector<model::Event> events, side.read_next());
    last_new = events.empty() ? last_new : clock_.now();
    ITK_TRY(write_events(std::move(events)));
    progress_.show(
        [&] { return std::vector<std::string>{fmt::format("{}: {} events so far", maker.name, collection_.events)}; });
    if (const Timestamp now = clock_.now(), due = side.due().value_or(now); due > now) {
      clock_.sleep_for(milliseconds((due.ns - now.ns) / 1'000'000 + 1));
    }
  }
  if (const std::optional<Error> error = side.given_up()) {
    ITK_TRY(stage_.report(with_context(*error, maker.name)));
    lose("source", maker.name, error->message);
  }
  side_cost_ += side.cost();
  return write_events(side.held_back({}));
}

Status WindowReader::read(const std::vector<std::string>& groups, const std::vector<SideSourceMaker>& sides) {
  collection_.log_groups = groups;
  collection_.from = span_.from;
  collection_.until = span_.until;
  const Cost before = source_.cost();
  for (const std::string& group : groups) {
    ITK_TRY(read_group(group));
  }
  for (const SideSourceMaker& maker : sides) {
    ITK_TRY(read_side(maker));
  }
  progress_.clear();
  if (is_interrupted()) {
    collection_.reason += collection_.reason.empty() ? "interrupted" : "; interrupted";
    stage_.mark(ExitCode::Incomplete);
  }
  collection_.complete = collection_.reason.empty();
  collection_.lag_ms = lag_of(std::move(lags_));
  side_cost_ += source_.cost() - before;
  put_cost(side_cost_, collection_);
  stage_.log().info(fmt::format("{} events from {} log groups", collection_.events, groups.size()));
  if (!collection_.complete) {
    stage_.log().warning("the evidence is incomplete: " + collection_.reason);
  }
  return stage_.write(std::move(collection_));
}

}  // namespace

Status collect_window(const Options& options, const settings::Settings& settings, const RuleBook& rules,
                      const Outside& outside, Sources& sources, redact::Redactor& redactor, Stage& stage,
                      World& world) {
  ITK_TRY_ASSIGN(const Span span, read_span(options.since, options.until, world.clock.now()));
  model::Run run = make_run(redactor, world.clock.now());
  ITK_TRY_ASSIGN(const std::unique_ptr<LogSource> source, sources.logs());
  Rules read = rules.rules_of({});
  ITK_TRY(sources.choice.settle(read, [&] { return Result<LogSource*>(source.get()); }));
  if (read.reads_nothing()) {
    return tl::make_unexpected(
        usage_error("no_log_groups", "there are no log groups to read: name them with --log-groups or ITK_LOG_GROUPS"));
  }
  const std::vector<std::string>& groups = read.log_groups;
  ITK_TRY_ASSIGN(const Surroundings around, outside.check_reading(settings, groups, world.clock, stage.log()));
  run.env = settings.get("ITK_ENV").value_or("");
  run.account = around.account;
  run.region = around.region;
  run.endpoint = around.endpoint_url.empty() ? "aws" : "custom";
  run.endpoint_url = around.endpoint_url;
  ITK_TRY(stage.write(std::move(run)));
  std::erase_if(sources.sides, [&](const SideSourceMaker& maker) {
    return std::find(read.sources.begin(), read.sources.end(), maker.name) == read.sources.end();
  });
  return WindowReader(options, rules, outside, *source, span, stage, world.clock).read(groups, sources.sides);
}

}  // namespace itk::collect
