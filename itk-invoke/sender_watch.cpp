// The part of the sender that watches how a run goes.
#include <fmt/core.h>

#include "itk-invoke/sender_drive.h"

namespace itk::invoke {

// Learns from what happened since: slows down, and stops where a rule says so.
void Sender::observe(Drive& drive) {
  const Reported reported = feedback_ ? feedback_->reported() : Reported();
  Tally tally = drive.tally;
  tally.throttles += aws_.throttles() + reported.throttles;
  tally.failures = tally.errors + reported.failures;
  tally.warnings = reported.warnings;
  tally.tokens = std::max(tally.tokens, reported.tokens);  // the traces hold what the answers held
  tally.usd = reported.usd;
  const Timestamp now = world_.clock.now();
  if (tally.throttles > drive.throttles) {
    drive.throttles = tally.throttles;
    if (drive.pace.throttled(now)) {
      drive.is_slowed = true;
      stage_.log().info(fmt::format("throttled ({} so far): going on at {:.0f} % of what was asked for",
                                    tally.throttles, 100 * drive.pace.share(now)));
    }
  }
  if (drive.is_slowed && drive.pace.share(now) >= 1) {
    drive.is_slowed = false;
    stage_.log().info("no more throttles: going on as was asked for");
  }
  const std::optional<std::string> broken = stop_rules_.broken(tally);
  if (!drive.all_begun && (broken || is_deserted(drive, now))) {
    drive.stopped = broken ? "stopped by " + *broken : "stopped: the stages that gave feedback have ended";
    drive.all_begun = true;
  }
}

// Whether the stages behind us have gone, so that the traces that we wait for will never come.
bool Sender::is_deserted(Drive& drive, Timestamp now) const {
  constexpr double k_patience_ms = 1000;  // another may come
  if (!feedback_ || !feedback_->is_deserted()) {
    drive.deserted.reset();
    return false;
  }
  drive.deserted = drive.deserted.value_or(now);
  return milliseconds_between(*drive.deserted, now) >= k_patience_ms;
}

void Sender::say_progress(Drive& drive) {
  constexpr double k_interval_ms = 10'000;
  const Timestamp now = world_.clock.now();
  if (milliseconds_between(drive.said, now) < k_interval_ms) {
    return;
  }
  drive.said = now;
  const std::optional<std::int64_t> total = drive.schedule.total();
  stage_.log().info(fmt::format("{}{} invoked, {} under way, {} errors, {} throttles", drive.tally.started,
                                total ? fmt::format(" of {}", *total) : "", under_way(drive), drive.tally.errors,
                                drive.throttles));
}

}  // namespace itk::invoke
