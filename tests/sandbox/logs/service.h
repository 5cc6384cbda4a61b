// CloudWatch Logs, AWS JSON 1.1: from the parameters of a call to the store and back.
#pragma once

#include <atomic>

#include "tests/sandbox/aws/parameters.h"
#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/logs/store.h"

namespace itk::sandbox::logs {

struct Paging {
  std::size_t scanned_per_page = 2'000;
  // Every n-th first page of FilterLogEvents is empty and has a token all the same, as AWS's often are; 0:
  // never.
  unsigned empty_page_every = 3;
  unsigned duplicate_every = 0;  // every n-th page has an event twice; 0: none
};

class LogsService final : public Service {
 public:
  LogsService(LogStore& store, const Account& account, Paging paging)
      : store_(store), account_(account), paging_(paging) {}

  Outcome<Json::Value> answer(const Call& call) override;

 private:
  using Handler = Outcome<Json::Value> (LogsService::*)(const Call&);

  Outcome<Json::Value> create_log_group(const Call& call);
  Outcome<Json::Value> create_log_stream(const Call& call);
  Outcome<Json::Value> describe_log_groups(const Call& call);
  Outcome<Json::Value> describe_log_streams(const Call& call);
  Outcome<Json::Value> put_log_events(const Call& call);
  Outcome<Json::Value> filter_log_events(const Call& call);
  Outcome<Json::Value> get_log_events(const Call& call);

  // The group that logGroupName or logGroupIdentifier (a name, or an ARN without ":*") means.
  Outcome<std::string> group_of(const Parameters& parameters) const;
  std::string arn(const std::string& group) const;

  LogStore& store_;
  const Account& account_;
  Paging paging_;
  std::atomic<unsigned> first_pages_ = 0;
  std::atomic<unsigned> full_pages_ = 0;
};

}  // namespace itk::sandbox::logs
