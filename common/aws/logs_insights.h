// CloudWatch Logs Insights: a query is started, asked for until it is complete, and stopped if nobody wants it any
// more, for an account runs a hundred at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/aws/client.h"

namespace itk::aws {

inline constexpr int k_most_insights_rows = 10'000;

struct StartQuery {
  std::vector<std::string> log_groups;  // names, or ARNs (without ":*") of another account's; all of one kind
  std::int64_t start_s = 0;             // both ends inclusive
  std::int64_t end_s = 0;
  std::string query;
  int limit = k_most_insights_rows;
};

// Its id.
Result<std::string> start_query(Client& logs, const StartQuery& query);

// The fields of a row as Insights writes them: times as "2026-11-20 14:10:00.123", UTC. Absent ones are empty.
struct InsightsRow {
  std::string ptr, message, timestamp, ingestion_time, stream, log;
};

struct QueryResults {
  std::string status;  // "Scheduled", "Running" (its rows are a part), "Complete", "Failed", "Cancelled", "Timeout"
  std::vector<InsightsRow> rows;
  std::int64_t bytes_scanned = 0;
  std::int64_t records_matched = 0;
  std::string next_token;  // of more rows

  bool is_over() const { return status != "Scheduled" && status != "Running" && status != "Unknown"; }
};

Result<QueryResults> get_query_results(Client& logs, std::string_view query_id, std::string_view next_token);

Status stop_query(Client& logs, std::string_view query_id);

}  // namespace itk::aws
