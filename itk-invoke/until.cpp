#include "itk-invoke/until.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/text.h"
#include "common/ids/id.h"
#include "itk-invoke/json_field.h"

namespace itk::invoke {

using std::chrono::milliseconds;

namespace {

// So many looks in a row that showed nothing mean that there is nothing to see.
constexpr int k_most_blind = 5;
constexpr int k_slowest = 8;  // times the interval, where the server is throttled or away
constexpr std::size_t k_shown = 200;

model::Event first_answer_event(const FirstAnswer& first, const Identity& identity, Timestamp now) {
  model::Event event;
  event.id = identity.nonce + "-first-answer";
  event.source = "first-answer";
  event.kind = model::event_kind::k_log;
  event.time = now;
  event.ids = first.receipt.ids;
  event.payload = first.receipt.response;
  event.enc = first.receipt.enc;
  return event;
}

}  // namespace

// The wait for one job.
struct Until::Watch {
  Execution execution;
  Receipt known;
  Timestamp begun;
  int looks = 0;
  int blind = 0;     // in a row
  int slowness = 1;  // times the interval
  std::string state = "nothing yet";

  Timestamp deadline() const { return *execution.deadline; }
  milliseconds left(Timestamp now) const { return milliseconds(std::max<std::int64_t>(0, deadline().ms() - now.ms())); }
  // What is known of the job now, with what was learnt before.
  void learn(const Sight& sight) {
    Receipt next = sight.is_answer ? sight.receipt : known;
    next.status = "ok";
    next.attempts = known.attempts + sight.receipt.attempts;
    next.ids = sight.receipt.ids;
    next.ids.insert(next.ids.end(), known.ids.begin(), known.ids.end());
    ids::canonicalise(next.ids);
    known = std::move(next);
    ++looks;
  }
};

Until::Watch Until::begin(const Execution& execution, const FirstAnswer& first, Timestamp now) const {
  Watch watch{execution, first.receipt, now};
  watch.execution.values.answer = &first.body;
  const Timestamp deadline{now.ns + std::chrono::nanoseconds(pace_.timeout).count()};
  if (!execution.deadline || deadline < *execution.deadline) {
    watch.execution.deadline = deadline;
  }
  return watch;
}

Task<Delivered> Until::wait(Ways& ways, const Execution& execution, FirstAnswer first) const {
  Clock& clock = ways.loop.clock();
  Watch watch = begin(execution, first, clock.now());
  if (!first.receipt.response.empty()) {
    model::Event event = first_answer_event(first, execution.identity, watch.begun);
    ITK_CO_TRY(ways.emit(std::move(event)));
  }
  milliseconds pause = pace_.every;
  for (;;) {
    co_await ways.loop.wait(std::min(pause, watch.left(clock.now())));
    if (watch.left(clock.now()).count() == 0) {
      co_return tl::make_unexpected(DeliveryFailure(too_late(watch), std::move(watch.known)));
    }
    const Sight sight = co_await poll_->look(ways, watch.execution, first);
    watch.learn(sight);
    const Meaning meaning = meaning_of(sight);
    watch.state = state_of(sight);
    if (meaning == Meaning::Done) {
      co_return std::move(watch.known);
    }
    const Result<milliseconds> next = take(meaning, sight, watch);
    if (!next) {
      co_return tl::make_unexpected(DeliveryFailure(next.error(), std::move(watch.known)));
    }
    pause = *next;
  }
}

Until::Meaning Until::meaning_of(const Sight& sight) const {
  if (!sight.is_answer) {
    return sight.may_pass ? Meaning::Blind : Meaning::Broken;
  }
  if (failed_ && failed_->holds(sight.number, sight.body)) {
    return Meaning::Failed;
  }
  if (done_.holds(sight.number, sight.body)) {
    return Meaning::Done;
  }
  // Where `done` names a number, others mean that it has not come to that yet: 404, then 200.
  const bool is_foreseen = done_.names_numbers() || (failed_ && failed_->names(sight.number));
  if (!sight.error || (is_foreseen && !sight.may_pass)) {
    return Meaning::NotYet;
  }
  return sight.may_pass ? Meaning::Slower : Meaning::Broken;
}

Result<milliseconds> Until::take(Meaning meaning, const Sight& sight, Watch& watch) const {
  const bool is_hampered = meaning == Meaning::Slower || meaning == Meaning::Blind;
  watch.blind = meaning == Meaning::Blind ? watch.blind + 1 : 0;
  watch.slowness = is_hampered ? std::min(watch.slowness * 2, k_slowest) : 1;
  if (meaning == Meaning::Failed) {
    return tl::make_unexpected(failed_error(watch));
  }
  if (meaning == Meaning::Broken || watch.blind == k_most_blind) {
    return tl::make_unexpected(with_context(*sight.error, fmt::format("until, look {}", watch.looks)));
  }
  return std::max(pace_.every * watch.slowness, sight.least_pause);
}

// "status=running (200)"
std::string Until::state_of(const Sight& sight) const {
  if (!sight.is_answer) {
    return sight.error->message;
  }
  std::vector<std::string> paths = done_.paths();
  const std::vector<std::string> more = failed_ ? failed_->paths() : std::vector<std::string>();
  paths.insert(paths.end(), more.begin(), more.end());
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  std::string fields;
  for (const std::string& path : paths) {
    if (const std::optional<JsonField> field = find_json_field(sight.body, path)) {
      fields += fmt::format("{}{}={}", fields.empty() ? "" : ", ", path, field->text.substr(0, k_shown));
    }
  }
  if (fields.empty()) {
    fields = std::string(trim(sight.body).substr(0, k_shown));
  }
  return fmt::format("{}{}({})", fields, fields.empty() ? "" : " ", sight.number);
}

Error Until::failed_error(const Watch& watch) const {
  return {ErrorClass::Validation,
          ExitCode::Failed,
          "job_failed",
          fmt::format("until: the job has failed: {}, look {}", watch.state, watch.looks),
          {},
          {}};
}

Error Until::too_late(const Watch& watch) const {
  return {ErrorClass::Transient,
          ExitCode::Unreachable,
          "until_timeout",
          fmt::format("until: the job had not ended after {:.1f} s and {} looks; last seen: {}",
                      milliseconds_between(watch.begun, watch.deadline()) / 1000, watch.looks, watch.state),
          {},
          {}};
}

}  // namespace itk::invoke
