#include "tests/sandbox/xray/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "common/base/result.h"
#include "tests/sandbox/aws/document.h"

namespace itk::sandbox::xray {
namespace {

constexpr double k_widest_window_s = 6 * 3600;
constexpr Json::ArrayIndex k_most_ids = 5;
// Small, so that clients have to follow pages.
constexpr std::size_t k_summaries_per_page = 50;
constexpr std::size_t k_segments_per_page = 40;

Fault invalid_request(std::string_view message) { return {400, "InvalidRequestException", std::string(message), ""}; }

// A token is how many entries the pages before had.
Outcome<std::size_t> read_token(const Json::Value& parameters) {
  const Json::Value& token = parameters["NextToken"];
  if (token.isNull()) {
    return std::size_t{0};
  }
  const std::string text = token.isString() ? token.asString() : "";
  if (!text.starts_with("page-") || text.size() > 12 || text.find_first_not_of("0123456789", 5) != std::string::npos) {
    return fail(invalid_request("The token is not valid."));
  }
  return static_cast<std::size_t>(std::stoull(text.substr(5)));
}

}  // namespace

std::string XrayService::operation(const RestCall& call) const {
  static const std::map<std::string, std::string, std::less<>> operations{{"TraceSummaries", "GetTraceSummaries"},
                                                                          {"Traces", "BatchGetTraces"}};
  const std::string path = call.path.empty() ? "" : call.path.front();
  const auto found = operations.find(path);
  return found == operations.end() ? path : found->second;
}

HttpResponse XrayService::answer(const RestCall& call) {
  const std::string name = operation(call);
  Outcome<Json::Value> answer = fail(
      {404, "UnknownOperationException", fmt::format("itk-sandbox does not serve X-Ray {}", call.http.target), ""});
  const Json::Value parameters = parse_document(call.http.body).value_or(Json::Value(Json::objectValue));
  if (call.http.method == "POST" && name == "GetTraceSegmentDestination") {
    Json::Value destination;
    destination["Destination"] = store_.is_on() ? "XRay" : "CloudWatchLogs";
    destination["Status"] = "ACTIVE";
    answer = std::move(destination);
  } else if (call.http.method == "POST" && name == "GetTraceSummaries") {
    answer = trace_summaries(parameters);
  } else if (call.http.method == "POST" && name == "BatchGetTraces") {
    answer = batch_get_traces(parameters);
  }
  return answer ? HttpResponse{200, "application/json", {}, write_document(*answer)} : write_fault(answer.error());
}

Outcome<Json::Value> XrayService::trace_summaries(const Json::Value& parameters) const {
  const Json::Value &start = parameters["StartTime"], &end = parameters["EndTime"];
  if (!start.isNumeric() || !end.isNumeric() || end.asDouble() <= start.asDouble()) {
    return fail(invalid_request("StartTime and EndTime are required, StartTime being the earlier one."));
  }
  if (end.asDouble() - start.asDouble() > k_widest_window_s) {
    return fail(invalid_request("Time range cannot be longer than 6 hours."));
  }
  if (parameters.isMember("FilterExpression")) {
    return fail(invalid_request("itk-sandbox serves GetTraceSummaries without a filter expression only"));
  }
  ITK_TRY_ASSIGN(const std::size_t begin, read_token(parameters));
  const std::vector<Trace> traces = store_.begun_in(start.asDouble(), end.asDouble());
  Json::Value answer;
  answer["TraceSummaries"] = Json::Value(Json::arrayValue);
  answer["TracesProcessedCount"] = Json::UInt64{traces.size()};
  answer["ApproximateTime"] = start;
  const std::size_t until = std::min(traces.size(), begin + k_summaries_per_page);
  for (std::size_t i = begin; i < until; ++i) {
    Json::Value summary;
    summary["Id"] = traces[i].id;
    summary["IsPartial"] = traces[i].is_partial();
    summary["Annotations"] = Json::Value(Json::objectValue);
    answer["TraceSummaries"].append(summary);
  }
  if (until < traces.size()) {
    answer["NextToken"] = fmt::format("page-{}", until);
  }
  return answer;
}

Outcome<Json::Value> XrayService::batch_get_traces(const Json::Value& parameters) const {
  const Json::Value& ids = parameters["TraceIds"];
  if (!ids.isArray() || ids.empty() || ids.size() > k_most_ids) {
    return fail(invalid_request("TraceIds must have one to five elements."));
  }
  ITK_TRY_ASSIGN(const std::size_t begin, read_token(parameters));
  Json::Value answer;
  answer["Traces"] = Json::Value(Json::arrayValue);
  answer["UnprocessedTraceIds"] = Json::Value(Json::arrayValue);
  std::size_t at = 0;
  for (const Json::Value& id : ids) {
    const auto trace = id.isString() ? store_.find(id.asString()) : std::nullopt;
    if (!trace) {
      answer["UnprocessedTraceIds"].append(id);
      continue;
    }
    Json::Value described;
    described["Id"] = trace->id;
    described["LimitExceeded"] = false;
    for (const Segment& segment : trace->segments) {
      if (at >= begin && at < begin + k_segments_per_page) {
        Json::Value entry;
        entry["Id"] = segment.id;
        entry["Document"] = segment.document;
        described["Segments"].append(entry);
      }
      ++at;
    }
    if (described.isMember("Segments")) {
      answer["Traces"].append(described);
    }
  }
  if (at > begin + k_segments_per_page) {
    answer["NextToken"] = fmt::format("page-{}", begin + k_segments_per_page);
  }
  return answer;
}

}  // namespace itk::sandbox::xray
