// What itk-doctor says about targets, traces and quotas, from what AWS shows.
#pragma once

#include <optional>
#include <set>

#include "common/base/log.h"
#include "common/preflight/preflight.h"
#include "itk-invoke/aws_access.h"
#include "itk-invoke/doctor_check.h"

namespace itk::invoke {

class TargetDoctor {
 public:
  TargetDoctor(AwsAccess& aws, const preflight::Facts& facts, Checks& checks)
      : aws_(aws), facts_(facts), checks_(checks) {}

  void examine_targets();
  // Where segments go: X-Ray itself, or the log group of Transaction Search.
  void examine_traces();
  // Whether so many invocations per second are more than a quota allows.
  void examine_rate(double rate);
  // One line for all permissions that were missing.
  void report_permissions();

 private:
  void examine_queue(const preflight::TargetFact& fact);
  void examine_dead_letters(const preflight::TargetFact& fact);
  void examine_function(const preflight::TargetFact& fact);
  void examine_agent(const preflight::TargetFact& fact);
  void examine_log_group(const preflight::TargetFact& fact);
  void examine_reading(const preflight::TargetFact& fact);
  void examine_concurrency(double rate);
  void add(Check check) { checks_.push_back(std::move(check)); }
  // Notes a missing permission; false: it is another error, which becomes a check of this name.
  bool is_missing_permission(const Error& error, std::string_view asked);
  void add_error(std::string name, const Error& error, std::string_view asked, std::string mend);

  AwsAccess& aws_;
  const preflight::Facts& facts_;
  Checks& checks_;
  std::set<std::string> missing_;         // "sqs:GetQueueAttributes"
  std::set<std::string> missing_needed_;  // of these, without which nothing is found
};

}  // namespace itk::invoke
