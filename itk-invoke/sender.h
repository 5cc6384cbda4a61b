// Writes the records of a run and sends what its cases say, one after another.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "itk-invoke/invoke.h"
#include "itk-invoke/plan.h"

namespace itk::invoke {

// One run, from its first record to its last.
class Sender {
 public:
  Sender(const Options& options, const Outside& outside, Stage& stage, World& world, AwsAccess& aws, Purpose purpose)
      : options_(options), outside_(outside), stage_(stage), world_(world), aws_(aws), purpose_(purpose) {}

  // The `run` record, with what is known of account, region and endpoint.
  Status begin(const std::string& suite, const settings::Settings& settings, const std::vector<PlannedCase>& plan);
  // Endpoint and credentials of every delivery, so that a run without them sends nothing at all.
  Status connect(const std::vector<PlannedCase>& plan);
  // Each case and iteration in turn. After an interrupt the rest is not invoked.
  Status send_all(const std::vector<PlannedCase>& plan);

 private:
  Status describe_endpoint(const std::vector<PlannedCase>& plan);
  Status note_endpoint(aws::Service service, const std::string& region);
  Status execute(const PlannedCase& planned, std::int64_t iteration);
  model::Invocation invocation_of(const PlannedCase& planned, std::int64_t iteration, const Identity& identity) const;
  Status deliver(const PlannedCase& planned, const Identity& identity, model::Answer answer);
  Status report_rest(const std::vector<PlannedCase>& plan, std::size_t from, std::int64_t iterations_done);
  bool sends() const { return purpose_ == Purpose::Live && !options_.dry_run; }

  const Options& options_;
  const Outside& outside_;
  Stage& stage_;
  World& world_;
  AwsAccess& aws_;
  Purpose purpose_;
  model::Run run_;
  std::size_t skipped_ = 0;
};

}  // namespace itk::invoke
