#include "common/aws/xray.h"

#include <fmt/core.h>

#include "common/aws/answer.h"
#include "common/json/raw_json.h"
#include "common/json/writer.h"

namespace itk::aws {
namespace {

Request request_to(std::string_view path, std::string body) {
  Request request;
  request.target = path;
  if (!body.empty()) {
    request.headers = {{"Content-Type", "application/json"}};
    request.body = std::move(body);
  }
  return request;
}

// X-Ray takes seconds; fractions as far as they say something.
std::string epoch_seconds(Timestamp time) {
  return time.ms() % 1000 == 0 ? fmt::format("{}", time.ms() / 1000)
                               : fmt::format("{}.{:03}", time.ms() / 1000, time.ms() % 1000);
}

}  // namespace

Result<TraceDestination> get_trace_segment_destination(Client& xray) {
  ITK_TRY_ASSIGN(const Reply reply, xray.call(request_to("/GetTraceSegmentDestination", "")));
  ITK_TRY_ASSIGN(Answer answer, Answer::read(xray, "GetTraceSegmentDestination", reply));
  TraceDestination read{answer.root().text("Destination"), answer.root().text("Status")};
  if (read.destination.empty()) {
    return tl::make_unexpected(answer.unreadable("it has no Destination"));
  }
  return read;
}

Result<TraceSummaryPage> get_trace_summaries(Client& xray, const GetTraceSummaries& query) {
  std::string body;
  json::ObjectWriter request(body);
  request.raw("StartTime", epoch_seconds(query.start));
  request.raw("EndTime", epoch_seconds(query.end));
  request.boolean("Sampling", false);  // else X-Ray answers with a part of the traces
  if (!query.filter_expression.empty()) {
    request.string("FilterExpression", query.filter_expression);
  }
  if (!query.next_token.empty()) {
    request.string("NextToken", query.next_token);
  }
  request.close();
  ITK_TRY_ASSIGN(const Reply reply, xray.call(request_to("/TraceSummaries", std::move(body))));
  ITK_TRY_ASSIGN(Answer answer, Answer::read(xray, "GetTraceSummaries", reply));
  TraceSummaryPage page;
  page.next_token = answer.root().text("NextToken");
  answer.root().each_object("TraceSummaries", [&](const AnswerObject& trace) {
    page.traces.push_back({trace.text("Id"), trace.boolean("IsPartial").value_or(false)});
  });
  for (const TraceSummary& trace : page.traces) {
    if (trace.id.empty()) {
      return tl::make_unexpected(answer.unreadable("a trace has no Id"));
    }
  }
  return page;
}

Result<TraceBatch> batch_get_traces(Client& xray, const std::vector<std::string>& ids, std::string_view next_token) {
  std::string body;
  json::ObjectWriter request(body);
  std::string list;
  for (const std::string& id : ids) {
    list += (list.empty() ? "" : ",") + json::quote(id);
  }
  request.raw("TraceIds", "[" + list + "]");
  if (!next_token.empty()) {
    request.string("NextToken", next_token);
  }
  request.close();
  ITK_TRY_ASSIGN(const Reply reply, xray.call(request_to("/Traces", std::move(body))));
  ITK_TRY_ASSIGN(Answer answer, Answer::read(xray, "BatchGetTraces", reply));
  TraceBatch batch;
  bool is_whole = true;
  batch.unprocessed = answer.root().texts("UnprocessedTraceIds");
  batch.next_token = answer.root().text("NextToken");
  answer.root().each_object("Traces", [&](const AnswerObject& trace) {
    XrayTrace& read = batch.traces.emplace_back();
    read.id = trace.text("Id");
    read.limit_exceeded = trace.boolean("LimitExceeded").value_or(false);
    trace.each_object("Segments", [&](const AnswerObject& segment) {
      read.documents.push_back(segment.text("Document"));
      is_whole = is_whole && !read.documents.back().empty();
    });
    is_whole = is_whole && !read.id.empty();
  });
  if (!is_whole) {
    return tl::make_unexpected(answer.unreadable("a trace has no Id, or a segment has no Document"));
  }
  return batch;
}

}  // namespace itk::aws
