// AWS X-Ray: the traces of a window, their segments, and where segments go.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/aws/client.h"

namespace itk::aws {

struct TraceDestination {
  std::string destination;  // "XRay", or "CloudWatchLogs": Transaction Search, spans in log group aws/spans
  std::string status;       // "ACTIVE", "PENDING"
};

Result<TraceDestination> get_trace_segment_destination(Client& xray);

struct GetTraceSummaries {
  Timestamp start;  // of the times that trace ids begin with, to the second; AWS takes six hours at once
  Timestamp end;    // exclusive
  std::string filter_expression{};
  std::string next_token{};
};

struct TraceSummary {
  std::string id;           // "1-5759e988-bd862e3fe1be46a994272793"
  bool is_partial = false;  // more of it is to come
};

struct TraceSummaryPage {
  std::vector<TraceSummary> traces;
  std::string next_token;  // empty: the last page; a page may be empty and yet not be the last
};

Result<TraceSummaryPage> get_trace_summaries(Client& xray, const GetTraceSummaries& query);

inline constexpr std::size_t k_most_traces_of_a_batch = 5;

struct XrayTrace {
  std::string id;
  bool limit_exceeded = false;         // X-Ray has dropped segments: the trace had too many
  std::vector<std::string> documents;  // of its segments, JSON each
};

struct TraceBatch {
  std::vector<XrayTrace> traces;  // one may go on on the next page
  // What X-Ray did not get to, and what it does not have.
  std::vector<std::string> unprocessed;
  std::string next_token;
};

// Of at most k_most_traces_of_a_batch ids.
Result<TraceBatch> batch_get_traces(Client& xray, const std::vector<std::string>& ids, std::string_view next_token);

}  // namespace itk::aws
