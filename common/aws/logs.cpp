#include "common/aws/logs.h"

#include <fmt/core.h>

#include "common/json/parser.h"
#include "common/json/writer.h"

namespace itk::aws {
namespace {

using Members = std::vector<json::Member>;

std::string text_of(const Members& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr ? std::string() : std::string(value->text);
}

std::int64_t integer_of(const Members& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr ? 0 : value->integer;
}

std::string request_body(const FilterLogEvents& query) {
  std::string body;
  json::ObjectWriter request(body);
  // Only the identifier takes an ARN, which groups of another account are named by.
  request.string(query.log_group.starts_with("arn:") ? "logGroupIdentifier" : "logGroupName", query.log_group);
  request.integer("startTime", query.start_ms);
  if (query.end_ms) {
    request.integer("endTime", *query.end_ms);
  }
  if (!query.filter_pattern.empty()) {
    request.string("filterPattern", query.filter_pattern);
  }
  if (!query.next_token.empty()) {
    request.string("nextToken", query.next_token);
  }
  if (query.limit) {
    request.integer("limit", *query.limit);
  }
  request.close();
  return body;
}

Result<LogEvent> read_event(json::Parser& parser, const json::Value& value) {
  ITK_TRY_ASSIGN(const Members* const members, parser.object(value.raw, 2));
  const json::Value* timestamp = json::find(*members, "timestamp");
  const json::Value* message = json::find(*members, "message");
  if (timestamp == nullptr || !timestamp->is_integer || message == nullptr || message->kind != json::Kind::String) {
    return tl::make_unexpected(contract_error("bad_event", "an event has no timestamp or no message"));
  }
  return LogEvent{text_of(*members, "eventId"), text_of(*members, "logStreamName"), timestamp->integer,
                  integer_of(*members, "ingestionTime"), std::string(message->text)};
}

Result<LogPage> read_page(std::string_view body) {
  json::Parser parser;
  const json::PaddedText padded(body);
  LogPage page;
  page.bytes = body.size();
  ITK_TRY_ASSIGN(const Members* const answer, parser.object(padded.view()));
  page.next_token = text_of(*answer, "nextToken");
  const json::Value* events = json::find(*answer, "events");
  if (events == nullptr || events->is_null()) {
    return page;
  }
  ITK_TRY_ASSIGN(const Members* const elements, parser.array(events->raw, 1));
  page.events.reserve(elements->size());
  for (const json::Member& element : *elements) {
    ITK_TRY_ASSIGN(LogEvent event, read_event(parser, element.value));
    page.events.push_back(std::move(event));
  }
  return page;
}

// Appends the groups of one page to `groups`; the next token, or "".
Result<std::string> read_groups(std::string_view body, std::vector<LogGroup>& groups) {
  json::Parser parser;
  const json::PaddedText padded(body);
  ITK_TRY_ASSIGN(const Members* const answer, parser.object(padded.view()));
  const json::Value* list = json::find(*answer, "logGroups");
  if (list != nullptr && !list->is_null()) {
    ITK_TRY_ASSIGN(const Members* const elements, parser.array(list->raw, 1));
    for (const json::Member& element : *elements) {
      ITK_TRY_ASSIGN(const Members* const group, parser.object(element.value.raw, 2));
      std::string arn = text_of(*group, "arn");
      if (arn.ends_with(":*")) {
        arn.resize(arn.size() - 2);
      }
      const json::Value* retention = json::find(*group, "retentionInDays");
      groups.push_back(
          {text_of(*group, "logGroupName"), std::move(arn),
           retention != nullptr && retention->is_integer ? std::optional(retention->integer) : std::nullopt});
    }
  }
  return text_of(*answer, "nextToken");
}

}  // namespace

Result<LogPage> filter_log_events(Client& logs, const FilterLogEvents& query) {
  ITK_TRY_ASSIGN(const Reply reply, logs.call(json_request(logs.service(), "FilterLogEvents", request_body(query))));
  auto page = read_page(reply.body);
  if (!page) {
    return tl::make_unexpected(bad_answer(logs.service(), "FilterLogEvents", reply.request_id, page.error().message));
  }
  return page;
}

Result<std::vector<LogGroup>> describe_log_groups(Client& logs, std::string_view prefix) {
  std::vector<LogGroup> groups;
  std::string token;
  do {
    std::string body;
    json::ObjectWriter request(body);
    if (!prefix.empty()) {
      request.string("logGroupNamePrefix", prefix);
    }
    if (!token.empty()) {
      request.string("nextToken", token);
    }
    request.close();
    ITK_TRY_ASSIGN(const Reply reply, logs.call(json_request(logs.service(), "DescribeLogGroups", std::move(body))));
    auto next = read_groups(reply.body, groups);
    if (!next) {
      return tl::make_unexpected(
          bad_answer(logs.service(), "DescribeLogGroups", reply.request_id, next.error().message));
    }
    if (!token.empty() && *next == token) {
      return tl::make_unexpected(
          bad_answer(logs.service(), "DescribeLogGroups", reply.request_id, "the next token repeats itself"));
    }
    token = std::move(*next);
  } while (!token.empty());
  return groups;
}

}  // namespace itk::aws
