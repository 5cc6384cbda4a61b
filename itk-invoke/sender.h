// Writes the records of a run and sends what its cases say, as fast and as many at once as was asked for.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "itk-invoke/executor.h"
#include "itk-invoke/feedback.h"
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
  // All executions. After an interrupt, or where a rule says so, no more are begun; those under way end.
  Status send_all(const std::vector<PlannedCase>& plan);

 private:
  struct Drive;
  Status describe_endpoint(const std::vector<PlannedCase>& plan);
  Status note_endpoint(aws::Service service, const std::string& region);
  Status skip_all(const std::vector<PlannedCase>& plan);
  Status drive(const std::vector<PlannedCase>& plan);
  Status start_due(Drive& drive);
  std::size_t under_way(const Drive& drive) const;
  void observe(Drive& drive);
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
  StopRules stop_rules_;
  std::unique_ptr<Feedback> feedback_;
  std::map<std::string, std::string> fetched_;
};

}  // namespace itk::invoke
