// Logs Insights: queries that take their time, over an index that lags behind the log groups.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/logs/store.h"

namespace itk::sandbox::logs {

struct InsightsOptions {
  std::chrono::milliseconds lag{0};        // events are found so much later than in FilterLogEvents
  std::chrono::milliseconds running{700};  // so long a query runs
  std::size_t most_rows = 10'000;
};

class Insights {
 public:
  Insights(const LogStore& store, const Account& account, InsightsOptions options)
      : store_(store), account_(account), options_(options) {}

  // `groups` are names.
  Outcome<Json::Value> start(const Call& call, const std::vector<std::string>& groups);
  Outcome<Json::Value> results(const Call& call) const;
  Outcome<Json::Value> stop(const Call& call);

 private:
  struct Query {
    Timestamp started;
    std::vector<std::pair<std::string, Event>> rows;  // with their groups
    std::size_t matched = 0;
    bool is_stopped = false;
  };

  const LogStore& store_;
  const Account& account_;
  InsightsOptions options_;
  mutable std::mutex mutex_;
  std::map<std::string, Query> queries_;
};

}  // namespace itk::sandbox::logs
