#include "itk-collect/collect.h"

#include <algorithm>
#include <map>

#include "common/redact/configured.h"
#include "itk-collect/fixture.h"
#include "itk-collect/redacted_source.h"
#include "itk-collect/saved.h"
#include "itk-collect/window.h"

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds k_longest_sleep{50};  // so often the input is looked at while waiting
constexpr milliseconds k_idle_wait{1'000};

// The input, read as it comes, and what is done with each record.
class Session {
 public:
  Session(Stage& stage, Collector& collector, Outbox& outbox, redact::Redactor& redactor)
      : stage_(stage), collector_(collector), outbox_(outbox), redactor_(redactor) {}

  bool is_at_end() const { return is_at_end_; }
  // All records that are there now.
  Status read_available();

 private:
  Status handle(const Incoming& incoming);
  Status handle_invocation(const Incoming& incoming);
  Status handle_answer(const Incoming& incoming);
  Status handle_event(const Incoming& incoming);
  Status collect_fixture(const std::string& inv);
  Status end();

  Stage& stage_;
  Collector& collector_;
  Outbox& outbox_;
  redact::Redactor& redactor_;
  bool is_at_end_ = false;
  std::string mode_;
  bool looks_anew_ = false;                            // there are invocations, whose evidence is looked for
  std::map<std::string, model::Invocation> fixtures_;  // whose answer is still to come, by inv
};

Status Session::read_available() {
  Incoming incoming;
  while (!is_at_end_ && stage_.wait_readable(milliseconds(0))) {
    ITK_TRY_ASSIGN(const bool more, stage_.next(incoming));
    if (!more) {
      is_at_end_ = true;
      return end();
    }
    ITK_TRY(handle(incoming));
  }
  return {};
}

Status Session::handle(const Incoming& incoming) {
  if (incoming.is("invocation")) {
    return handle_invocation(incoming);
  }
  if (incoming.is("answer")) {
    return handle_answer(incoming);
  }
  if (incoming.is("event")) {
    return handle_event(incoming);
  }
  if (incoming.is("collection") && looks_anew_ && !stage_.appends()) {
    return {};  // there will be a new one
  }
  if (incoming.is("run")) {
    ITK_TRY_ASSIGN(const model::Run run, stage_.read<model::Run>(incoming));
    mode_ = run.mode;
  }
  return stage_.pass(incoming);
}

Status Session::handle_invocation(const Incoming& incoming) {
  ITK_TRY_ASSIGN(model::Invocation invocation, stage_.read<model::Invocation>(incoming));
  ITK_TRY(stage_.pass(incoming));
  looks_anew_ = true;
  if (mode_ != "dev-fixtures" && invocation.mode != "dev-fixtures") {
    return collector_.open(invocation);
  }
  fixtures_.insert_or_assign(invocation.inv, std::move(invocation));
  return {};
}

Status Session::handle_answer(const Incoming& incoming) {
  ITK_TRY_ASSIGN(const model::Answer answer, stage_.read<model::Answer>(incoming));
  ITK_TRY(stage_.pass(incoming));
  collector_.take(answer);
  if (answer.status == "skipped") {
    fixtures_.erase(answer.inv);  // no evidence is due
    return {};
  }
  return collect_fixture(answer.inv);
}

// Events of ours are found anew where there are invocations to look for. Those of other readers pass, and so do those of
// a window, with its collection, for nobody could find them again.
Status Session::handle_event(const Incoming& incoming) {
  ITK_TRY_ASSIGN(const model::Event event, stage_.read<model::Event>(incoming));
  if (looks_anew_ && !stage_.appends() &&
      (event.source == "cloudwatch" || event.source == "xray" || event.source == "fixture")) {
    return {};
  }
  collector_.take(event);
  return stage_.pass(incoming);
}

Status Session::collect_fixture(const std::string& inv) {
  const auto found = fixtures_.find(inv);
  if (found == fixtures_.end()) {
    return {};
  }
  const model::Invocation invocation = std::move(found->second);
  fixtures_.erase(found);
  if (invocation.fixture.empty()) {
    return {};
  }
  Result<Collected> collected = read_fixture(invocation, redactor_, stage_.log());
  if (collected) {
    return outbox_.put(std::move(*collected));
  }
  ITK_TRY(stage_.report(with_context(collected.error(), invocation.case_id), inv));
  Collected nothing{invocation.case_id, invocation.iteration, {}, {}};
  nothing.collection.inv = inv;
  nothing.collection.reason = collected.error().message;
  return outbox_.put(std::move(nothing));
}

Status Session::end() {
  collector_.end_of_input();
  while (!fixtures_.empty()) {  // their answers were filtered out
    ITK_TRY(collect_fixture(std::string(fixtures_.begin()->first)));
  }
  return {};
}

}  // namespace

Status collect(const Options& options, const Outside& outside, Stage& stage, World& world) {
  ITK_TRY_ASSIGN(const settings::Settings settings,
                 settings::Settings::load({world.environment, ".", options.env_file}));
  ITK_TRY_ASSIGN(const RuleBook rules, RuleBook::load(options, settings));
  ITK_TRY_ASSIGN(const std::shared_ptr<redact::Redactor> redactor,
                 redact::make_configured_redactor(settings.environment(), "."));
  stage.redact_with(redactor);
  if (!options.read.empty()) {
    return read_saved(options.read, *redactor, stage, world);
  }
  const MakeSource make_source = [&]() -> Result<std::unique_ptr<LogSource>> {
    ITK_TRY_ASSIGN(std::unique_ptr<LogSource> source, outside.make_source(settings, world.clock, stage.log()));
    return std::make_unique<RedactedSource>(std::move(source), redactor);
  };
  if (!options.since.empty()) {
    return collect_window(options, settings, rules, outside, make_source, *redactor, stage, world);
  }
  Outbox outbox(stage);
  const auto trace_destination = [&]() -> Result<std::string> {
    return outside.trace_destination ? outside.trace_destination(settings, world.clock, stage.log()) : "XRay";
  };
  Sources sources{make_source, {}, SourceChoice(options, trace_destination, world.clock, stage.log())};
  if (outside.side_sources) {
    sources.sides = outside.side_sources(settings, redactor, world.clock, stage.log());
  }
  Collector collector(rules, options.rate, options.all, std::move(sources), stage, world.clock, outbox);
  Session session(stage, collector, outbox, *redactor);
  Progress progress(stage.log(), world.clock, outside.terminal);

  while (true) {
    if (const Status read = session.read_available(); !read) {
      // What was collected so far is not lost with the record that cannot be read.
      ITK_TRY(collector.close_all("the input broke off: " + read.error().message));
      ITK_TRY(collector.finish());
      return read;
    }
    if (outside.interrupts() >= 2) {
      ITK_TRY(collector.close_all("interrupted"));
    }
    if (!collector.is_waiting()) {
      progress.clear();
      if (session.is_at_end()) {
        break;
      }
      ITK_TRY(stage.flush());
      stage.wait_readable(k_idle_wait);
      continue;
    }
    ITK_TRY(collector.step());
    const milliseconds idle = collector.idle_time();
    if (collector.is_waiting() && idle.count() > 0) {
      progress.show([&] { return collector.waiting_for(); });
      ITK_TRY(stage.flush());
      world.clock.sleep_for(std::min(idle, k_longest_sleep));
    }
  }
  return collector.finish();
}

}  // namespace itk::collect
