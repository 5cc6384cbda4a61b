// CloudWatch Logs, AWS JSON 1.1: from the parameters of a call to the store and back.
#pragma once

#include <atomic>

#include "tests/sandbox/aws/parameters.h"
#include "tests/sandbox/aws/streaming_service.h"
#include "tests/sandbox/logs/insights.h"
#include "tests/sandbox/logs/live_tail.h"
#include "tests/sandbox/logs/store.h"

namespace itk::sandbox::logs {

struct Paging {
  std::size_t scanned_per_page = 2'000;
  // Every n-th first page of FilterLogEvents is empty and has a token all the same, as AWS's often are; 0:
  // never.
  unsigned empty_page_every = 3;
  unsigned duplicate_every = 0;  // every n-th page has an event twice; 0: none
};

class LogsService final : public StreamingService {
 public:
  LogsService(LogStore& store, const Account& account, Paging paging, InsightsOptions insights, LiveTailOptions tail,
              Clock& clock)
      : store_(store),
        account_(account),
        paging_(paging),
        insights_(store, account, insights),
        live_tail_(store, clock, tail) {}

  Outcome<Json::Value> answer(const Call& call) override;
  std::optional<Outcome<HttpResponse>> stream(const Call& call) override;
  // Ends what is streamed.
  void stop() { live_tail_.stop(); }

 private:
  using Handler = Outcome<Json::Value> (LogsService::*)(const Call&);

  Outcome<Json::Value> create_log_group(const Call& call);
  Outcome<Json::Value> create_log_stream(const Call& call);
  Outcome<Json::Value> describe_log_groups(const Call& call);
  Outcome<Json::Value> describe_log_streams(const Call& call);
  Outcome<Json::Value> put_log_events(const Call& call);
  Outcome<Json::Value> filter_log_events(const Call& call);
  Outcome<Json::Value> get_log_events(const Call& call);
  Outcome<Json::Value> start_query(const Call& call);
  Outcome<Json::Value> get_query_results(const Call& call) { return insights_.results(call); }
  Outcome<Json::Value> stop_query(const Call& call) { return insights_.stop(call); }
  Outcome<HttpResponse> start_live_tail(const Call& call);

  // The group that logGroupName or logGroupIdentifier (a name, or an ARN without ":*") means.
  Outcome<std::string> group_of(const Parameters& parameters) const;
  std::string arn(const std::string& group) const;
  // The group of a name or an ARN.
  std::string name_of(const std::string& identifier) const;

  LogStore& store_;
  const Account& account_;
  Paging paging_;
  std::atomic<unsigned> first_pages_ = 0;
  std::atomic<unsigned> full_pages_ = 0;
  Insights insights_;
  LiveTail live_tail_;
};

}  // namespace itk::sandbox::logs
