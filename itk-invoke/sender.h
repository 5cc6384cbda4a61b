// Writes the records of a run and sends what its cases say, as fast and as many at once as was asked for.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "itk-invoke/executor.h"
#include "itk-invoke/feedback.h"
#include "itk-invoke/fetched_values.h"
#include "itk-invoke/invoke.h"
#include "itk-invoke/plan.h"
#include "itk-invoke/resume.h"

namespace itk::invoke {

// One run, from its first record to its last.
class Sender {
 public:
  Sender(const Options& options, const Outside& outside, Stage& stage, World& world, AwsAccess& aws, Purpose purpose)
      : options_(options),
        outside_(outside),
        stage_(stage),
        world_(world),
        aws_(aws),
        purpose_(purpose),
        fetched_(aws) {}

  // Names the run, as far as account, region and endpoint are known before AWS is asked.
  Status begin(const std::string& suite, const settings::Settings& settings, const std::vector<PlannedCase>& plan,
               const std::string& redaction_key);
  // The `run` record. connect() writes it, once it knows who we are; it is written once.
  Status write_run();
  // Endpoint and credentials of every delivery, the checks before the first send, and the values that have to be
  // fetched, so that a run that lacks any of them sends nothing at all.
  Status connect(const std::vector<PlannedCase>& plan, const settings::Settings& settings);
  // This machine's share of the cases, for the `run` record.
  void set_shard(std::string shard) { run_.shard = std::move(shard); }
  // Goes on with a run that was cut off: takes over its names, and what was answered; looks for what is unknown.
  void resume(Resumed resumed) { resumed_ = std::move(resumed); }
  // All executions. After an interrupt, or where a rule says so, no more are begun; those under way end.
  Status send_all(const std::vector<PlannedCase>& plan);

 private:
  struct Drive;
  Status describe_endpoint(const std::vector<PlannedCase>& plan);
  Status note_endpoint(aws::Service service, const std::string& region);
  Status prepare_ends();
  Status check(const std::vector<PlannedCase>& plan, const settings::Settings& settings);
  Status fetch_values(const std::vector<PlannedCase>& plan);
  Status take_over(const std::vector<PlannedCase>& plan);
  Result<bool> was_sent(const PlannedCase& planned, const Unknown& unknown);
  Status skip_all(const std::vector<PlannedCase>& plan);
  Status drive(const std::vector<PlannedCase>& plan);
  Status start_due(Drive& drive);
  std::size_t under_way(const Drive& drive) const;
  void observe(Drive& drive);
  bool is_deserted(Drive& drive, Timestamp now) const;
  void say_progress(Drive& drive);
  Error stopped_error(const Drive& drive) const;
  bool sends() const { return purpose_ == Purpose::Live && !options_.dry_run; }

  const Options& options_;
  const Outside& outside_;
  Stage& stage_;
  World& world_;
  AwsAccess& aws_;
  Purpose purpose_;
  model::Run run_;
  bool has_written_run_ = false;
  StopRules stop_rules_;
  std::unique_ptr<Feedback> feedback_;
  FetchedValues fetched_;
  std::optional<Resumed> resumed_;
};

}  // namespace itk::invoke
