#include "common/aws/logs_insights.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/aws/answer.h"
#include "common/json/raw_json.h"
#include "common/json/writer.h"

namespace itk::aws {
namespace {

using Members = std::vector<json::Member>;

constexpr std::array<std::pair<std::string_view, std::string InsightsRow::*>, 6> k_fields = {
    {{"@ptr", &InsightsRow::ptr},
     {"@message", &InsightsRow::message},
     {"@timestamp", &InsightsRow::timestamp},
     {"@ingestionTime", &InsightsRow::ingestion_time},
     {"@logStream", &InsightsRow::stream},
     {"@log", &InsightsRow::log}}};

std::string body_of(const StartQuery& query) {
  std::string body, groups;
  for (const std::string& group : query.log_groups) {
    groups += (groups.empty() ? "" : ",") + json::quote(group);
  }
  const bool by_arn = !query.log_groups.empty() && query.log_groups.front().starts_with("arn:");
  json::ObjectWriter request(body);
  request.raw(by_arn ? "logGroupIdentifiers" : "logGroupNames", "[" + groups + "]");
  request.integer("startTime", query.start_s);
  request.integer("endTime", query.end_s);
  request.string("queryString", query.query);
  request.integer("limit", query.limit);
  request.close();
  return body;
}

// [{"field":"@message","value":"..."},...]
Result<InsightsRow> read_row(json::Parser& parser, const json::Value& value) {
  InsightsRow row;
  ITK_TRY_ASSIGN(const Members* const fields, parser.array(value.raw, 2));
  for (const json::Member& field : *fields) {
    ITK_TRY_ASSIGN(const Members* const members, parser.object(field.value.raw, 3));
    const json::Value *name = json::find(*members, "field"), *text = json::find(*members, "value");
    if (name == nullptr || text == nullptr) {
      continue;  // a field without a value
    }
    const auto* const known =
        std::find_if(k_fields.begin(), k_fields.end(), [&](const auto& each) { return each.first == name->text; });
    if (known != k_fields.end()) {
      row.*(known->second) = text->text;
    }
  }
  return row;
}

Result<QueryResults> read_results(std::string_view body) {
  json::Parser parser;
  const json::PaddedText padded(body);
  QueryResults results;
  ITK_TRY_ASSIGN(const Members* const answer, parser.object(padded.view()));
  const auto text = [&](std::string_view key) {
    const json::Value* value = json::find(*answer, key);
    return std::string(value == nullptr ? std::string_view{} : value->text);
  };
  results.status = text("status");
  results.next_token = text("nextToken");
  if (results.status.empty()) {
    return tl::make_unexpected(contract_error("no_status", "it has no status"));
  }
  if (const json::Value* statistics = json::find(*answer, "statistics");
      statistics != nullptr && statistics->kind == json::Kind::Object) {
    ITK_TRY_ASSIGN(const Members* const numbers, parser.object(statistics->raw, 1));
    for (const auto& [key, into] :
         {std::pair{"bytesScanned", &results.bytes_scanned}, std::pair{"recordsMatched", &results.records_matched}}) {
      const json::Value* number = json::find(*numbers, key);
      *into = number != nullptr ? static_cast<std::int64_t>(number->number) : 0;
    }
  }
  const json::Value* rows = json::find(*answer, "results");
  if (rows == nullptr || rows->is_null()) {
    return results;
  }
  ITK_TRY_ASSIGN(const Members* const elements, parser.array(rows->raw, 1));
  results.rows.reserve(elements->size());
  for (const json::Member& element : *elements) {
    ITK_TRY_ASSIGN(InsightsRow row, read_row(parser, element.value));
    results.rows.push_back(std::move(row));
  }
  return results;
}

}  // namespace

Result<std::string> start_query(Client& logs, const StartQuery& query) {
  ITK_TRY_ASSIGN(const Reply reply, logs.call(json_request(logs.service(), "StartQuery", body_of(query))));
  ITK_TRY_ASSIGN(Answer answer, Answer::read(logs, "StartQuery", reply));
  std::string id = answer.root().text("queryId");
  if (id.empty()) {
    return tl::make_unexpected(answer.unreadable("it has no queryId"));
  }
  return id;
}

Result<QueryResults> get_query_results(Client& logs, std::string_view query_id, std::string_view next_token) {
  std::string body;
  json::ObjectWriter request(body);
  request.string("queryId", query_id);
  if (!next_token.empty()) {
    request.string("nextToken", next_token);
  }
  request.close();
  ITK_TRY_ASSIGN(const Reply reply, logs.call(json_request(logs.service(), "GetQueryResults", std::move(body))));
  auto results = read_results(reply.body);
  if (!results) {
    return tl::make_unexpected(
        bad_answer(logs.service(), "GetQueryResults", reply.request_id, results.error().message));
  }
  return results;
}

Status stop_query(Client& logs, std::string_view query_id) {
  std::string body;
  json::ObjectWriter request(body);
  request.string("queryId", query_id);
  request.close();
  ITK_TRY(logs.call(json_request(logs.service(), "StopQuery", std::move(body))));
  return {};
}

}  // namespace itk::aws
