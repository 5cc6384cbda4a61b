// The part of CloudWatch Logs that ITK needs. Pages are read with simdjson: this is where a collector spends
// its time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/aws/client.h"

namespace itk::aws {

struct FilterLogEvents {
  std::string log_group{};    // a name, or an ARN (without ":*") for another account's
  std::int64_t start_ms = 0;  // both ends inclusive
  std::optional<std::int64_t> end_ms{};
  std::string filter_pattern{};
  std::string next_token{};  // of the page before; everything else stays the same while paging
  std::optional<int> limit{};
};

struct LogEvent {
  std::string event_id;
  std::string stream;
  std::int64_t timestamp_ms = 0;
  std::int64_t ingestion_ms = 0;
  std::string message;
};

struct LogPage {
  std::vector<LogEvent> events;
  std::string next_token;  // empty: the last page. A page may be empty and yet not be the last.
  std::size_t bytes = 0;   // of the answer
};

Result<LogPage> filter_log_events(Client& logs, const FilterLogEvents& query);

struct LogGroup {
  std::string name;
  std::string arn;                               // without ":*"
  std::optional<std::int64_t> retention_days{};  // absent: for ever
};

// All groups whose name begins with `prefix`, of all pages.
Result<std::vector<LogGroup>> describe_log_groups(Client& logs, std::string_view prefix);

}  // namespace itk::aws
