#include "itk-invoke/sender.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "common/base/ulid.h"
#include "common/base/version.h"
#include "itk-invoke/exec_permission.h"
#include "itk-invoke/run_record.h"
#include "itk-invoke/sender_drive.h"

namespace itk::invoke {
namespace {

// Whether all that was fetched for the texts below `node` is there: of a secret also the keys that are asked for.
Status check_late_values(const YamlNode& node, const LateValues& values) {
  ITK_TRY(LateText::plain(node.text).check(values));
  for (const YamlNode& item : node.items) {
    ITK_TRY(check_late_values(item, values));
  }
  for (const YamlEntry& entry : node.entries) {
    ITK_TRY(check_late_values(entry.value, values));
  }
  return {};
}

}  // namespace

Status Sender::begin(const std::string& suite, const settings::Settings& settings, const std::vector<PlannedCase>& plan,
                     const std::string& redaction_key) {
  // A run that goes on keeps its names, and with them those of all its executions.
  run_.start = resumed_ ? resumed_->run.start : world_.clock.now();
  run_.run = resumed_ ? resumed_->run.run : options_.run_id.empty() ? make_ulid(run_.start) : options_.run_id;
  run_.suite = suite;
  run_.mode = purpose_ == Purpose::Live ? "live" : "dev-fixtures";
  run_.env = settings.get("ITK_ENV").value_or("");
  run_.endpoint = "aws";
  run_.version = k_version;
  run_.redaction_key = redaction_key;
  run_.ci = ci_context(world_.environment);
  return purpose_ == Purpose::Live ? describe_endpoint(plan) : Status();
}

Status Sender::write_run() {
  if (std::exchange(has_written_run_, true)) {
    return {};
  }
  ITK_TRY(stage_.write(run_));
  return stage_.flush();
}

Status Sender::describe_endpoint(const std::vector<PlannedCase>& plan) {
  std::set<std::string> accounts;
  std::string region;
  for (const PlannedCase& planned : plan) {
    if (planned.delivery && planned.delivery->service()) {
      region = region.empty() ? planned.delivery->region() : region;
      accounts.insert(planned.delivery->account());
    }
  }
  if (accounts.size() == 1) {
    run_.account = *accounts.begin();
  }
  // A system outside of AWS can be driven without any region.
  const bool calls_aws = std::any_of(plan.begin(), plan.end(), [](const PlannedCase& planned) {
    return planned.delivery && planned.delivery->service();
  });
  if (!calls_aws && !aws_.config(region)) {
    return {};
  }
  ITK_TRY_ASSIGN(const aws::Config config, aws_.config(region));
  run_.region = config.region;
  // One delivery to somewhere else than AWS, and the run is no run against AWS.
  ITK_TRY(note_endpoint(aws::Service::Sqs, region));
  for (const PlannedCase& planned : plan) {
    if (planned.delivery && planned.delivery->service()) {
      ITK_TRY(note_endpoint(*planned.delivery->service(), planned.delivery->region()));
    }
  }
  return {};
}

Status Sender::note_endpoint(aws::Service service, const std::string& region) {
  ITK_TRY_ASSIGN(const aws::Endpoint endpoint, aws_.endpoint(service, region));
  if (endpoint.custom && run_.endpoint_url.empty()) {
    run_.endpoint = "custom";
    run_.endpoint_url = endpoint.url;
  }
  return {};
}

Status Sender::prepare_ends() {
  for (const std::string& rule : options_.stop_on) {
    ITK_TRY(stop_rules_.add(rule));
  }
  if (options_.max_usd) {
    stop_rules_.limit_usd(*options_.max_usd);
  }
  if (options_.max_tokens) {
    stop_rules_.limit_tokens(*options_.max_tokens);
  }
  if (!options_.feedback.empty()) {
    ITK_TRY_ASSIGN(feedback_, Feedback::open(options_.feedback));
  }
  return {};
}

Status Sender::connect(const std::vector<PlannedCase>& plan, const settings::Settings& settings) {
  Status ready = prepare_ends();
  if (ready && sends()) {
    ready = check(plan, settings);
  }
  ITK_TRY(write_run());
  ITK_TRY(ready);
  if (!sends()) {
    return {};
  }
  ITK_TRY(fetch_values(plan));
  return resumed_ ? take_over(plan) : Status();
}

Status Sender::check(const std::vector<PlannedCase>& plan, const settings::Settings& settings) {
  std::vector<const Case*> cases;
  for (const PlannedCase& planned : plan) {
    cases.push_back(&planned.test_case);
  }
  ITK_TRY(check_exec_permission(cases, options_.allow_exec));
  for (const PlannedCase& planned : plan) {
    ITK_TRY(planned.delivery->connect(aws_));
  }
  ITK_TRY_ASSIGN(const preflight::Outcome outcome,
                 run_preflight(plan, settings, aws_, options_.preflight, stage_.log()));
  if (run_.account.empty()) {
    run_.account = outcome.facts.caller.account;
  }
  return {};
}

Status Sender::fetch_values(const std::vector<PlannedCase>& plan) {
  for (const PlannedCase& planned : plan) {
    const Case& test_case = planned.test_case;
    Status fetched = fetched_.fetch_all(planned.delivery->fetches());
    LateValues values;
    values.fetched = &fetched_.values();
    for (const YamlNode* node : {&test_case.target, &test_case.payload}) {
      fetched = fetched ? check_late_values(*node, values) : fetched;
    }
    if (!fetched) {
      return tl::make_unexpected(with_context(
          fetched.error(), fmt::format("{}:{}:{}", test_case.file, test_case.at.line, test_case.at.column)));
    }
  }
  return {};
}

Status Sender::skip_all(const std::vector<PlannedCase>& plan) {
  Tally tally;
  const std::unique_ptr<aws::Loop> loop = outside_.make_loop({}, world_.clock);
  QueueOutbox outbox(*loop, 1);
  Executor executor(run_, stage_, world_, aws_, *loop, outbox, fetched_.values(), tally);
  Schedule schedule(plan, options_.iterations, false);
  bool any_fixture = options_.dry_run || plan.empty();
  while (const std::optional<Due> due = schedule.next()) {
    if (outside_.interrupted()) {
      return tl::make_unexpected(Error{ErrorClass::Transient,
                                       ExitCode::Incomplete,
                                       "interrupted",
                                       fmt::format("interrupted: not invoked: {}", schedule.rest()),
                                       {},
                                       {}});
    }
    const PlannedCase& planned = *due->planned;
    any_fixture = any_fixture || !planned.fixture.empty();
    if (options_.dry_run) {
      ITK_TRY(executor.skip(*due, "skipped", "dry run: nothing was sent"));
    } else if (planned.fixture.empty()) {
      const std::string reason = "the case has no fixture, and dev-fixtures mode sends nothing";
      stage_.log().info(fmt::format("{}: skipped: {}", planned.test_case.id, reason));
      ITK_TRY(executor.skip(*due, "skipped", reason));
    } else {
      // The fixture is the answer; attempts 0 and no times say that nothing was sent.
      ITK_TRY(executor.skip(*due, "ok", ""));
    }
  }
  if (!any_fixture) {
    return tl::make_unexpected(usage_error(
        "all_skipped", "all cases were skipped: none has a fixture; add `fixture:` to one, or run with --mode live"));
  }
  return {};
}

Status Sender::send_all(const std::vector<PlannedCase>& plan) { return sends() ? drive(plan) : skip_all(plan); }

Status Sender::drive(const std::vector<PlannedCase>& plan) {
  constexpr std::chrono::milliseconds k_longest_turn{100};  // an interrupt has to be noticed
  ITK_TRY_ASSIGN(const aws::TransportOptions transport, aws_.transport_options());
  const std::unique_ptr<aws::Loop> loop = outside_.make_loop(transport, world_.clock);
  Drive drive(*this, plan, *loop);
  while (!drive.all_begun || loop->running() > 0) {
    ITK_TRY(start_due(drive));
    ITK_TRY(stage_.flush());
    loop->turn(std::min(drive.patience, k_longest_turn));
    ITK_TRY(drive.executor.failure());
    observe(drive);
    say_progress(drive);
  }
  if (!drive.stopped.empty()) {
    return tl::make_unexpected(stopped_error(drive));
  }
  return {};
}

// An execution is under way until its answer is there and, where we are told of traces, until its trace is.
std::size_t Sender::under_way(const Drive& drive) const {
  std::int64_t over = drive.tally.ended;
  if (feedback_) {
    over = std::min(over, feedback_->reported().traces + drive.tally.errors);
  }
  return static_cast<std::size_t>(std::max<std::int64_t>(0, drive.tally.started - over));
}

// Begins all that may begin now, and says how long it is until another may.
Status Sender::start_due(Drive& drive) {
  drive.patience = std::chrono::hours(1);
  while (!drive.all_begun) {
    const Timestamp now = world_.clock.now();
    if (outside_.interrupted()) {
      drive.stopped = options_.continuous ? "" : "interrupted";
      drive.all_begun = true;
      break;
    }
    if (options_.duration.count() > 0 &&
        milliseconds_between(drive.start, now) >= static_cast<double>(options_.duration.count())) {
      drive.all_begun = true;
      break;
    }
    const auto wait = drive.pace.until_next(now, under_way(drive));
    if (!wait || wait->count() > 0) {
      drive.patience = wait.value_or(drive.patience);
      break;
    }
    const std::optional<Due> due = drive.schedule.next();
    if (!due) {
      drive.all_begun = true;
      break;
    }
    if (resumed_ && resumed_->answered.contains({due->planned->test_case.id, due->iteration})) {
      continue;
    }
    ITK_TRY(drive.executor.start(*due));
    drive.pace.started(now);
  }
  return {};
}

Error Sender::stopped_error(const Drive& drive) const {
  const std::string rest = drive.schedule.rest();
  return Error{ErrorClass::Transient,
               ExitCode::Incomplete,
               drive.stopped == "interrupted" ? "interrupted" : "stopped",
               drive.stopped + (rest.empty() ? "" : ": not invoked: " + rest),
               {},
               {}};
}

}  // namespace itk::invoke
