// What drives a run while it lasts.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "itk-invoke/queue_outbox.h"
#include "itk-invoke/sender.h"

namespace itk::invoke {

struct Sender::Drive {
  Drive(const Sender& sender, const std::vector<PlannedCase>& plan, aws::Loop& the_loop)
      : loop(the_loop),
        outbox(the_loop, static_cast<std::size_t>(sender.options_.batch)),
        executor(sender.run_, sender.stage_, sender.world_, sender.aws_, the_loop, outbox, sender.fetched_.values(),
                 tally),
        schedule(plan, sender.options_.iterations,
                 sender.options_.continuous || (sender.options_.duration.count() > 0 && !sender.options_.iterations)),
        pace(sender.options_.pace, sender.world_.clock.now()),
        start(sender.world_.clock.now()),
        said(start) {}

  aws::Loop& loop;
  QueueOutbox outbox;
  Tally tally;
  Executor executor;
  Schedule schedule;
  Pace pace;
  Timestamp start;
  Timestamp said;                     // the last line of progress
  std::int64_t throttles = 0;         // that the pace knows of
  bool is_slowed = false;             // by them, still
  std::optional<Timestamp> deserted;  // since when nobody gives feedback any more
  bool all_begun = false;
  std::string stopped;                    // why no more are begun
  std::chrono::milliseconds patience{0};  // until another may begin
};

}  // namespace itk::invoke
