#include "common/aws/logs.h"

#include <fmt/core.h>

#include "common/json/list_parser.h"
#include "common/json/parser.h"
#include "common/json/writer.h"

namespace itk::aws {
namespace {

using Members = std::vector<json::Member>;

std::string text_of(const Members& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr ? std::string() : std::string(value->text);
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

Result<LogEvent> read_event(const Members& members) {
  LogEvent event;
  bool has_timestamp = false, has_message = false;
  for (const json::Member& member : members) {
    const json::Value& value = member.value;
    if (member.key == "message") {
      has_message = value.kind == json::Kind::String;
      event.message = value.text;
    } else if (member.key == "timestamp") {
      has_timestamp = value.is_integer;
      event.timestamp_ms = value.integer;
    } else if (member.key == "ingestionTime") {
      event.ingestion_ms = value.integer;
    } else if (member.key == "logStreamName") {
      event.stream = value.text;
    } else if (member.key == "eventId") {
      event.event_id = value.text;
    }
  }
  if (!has_timestamp || !has_message) {
    return tl::make_unexpected(contract_error("bad_event", "an event has no timestamp or no message"));
  }
  return event;
}

// `body` is followed by the padding that parsers want.
Result<LogPage> read_page(std::string_view body) {
  thread_local json::ListParser parser;  // its buffers are as large as pages are
  LogPage page;
  page.bytes = body.size();
  ITK_TRY_ASSIGN(const json::ListParser::Document* const answer, parser.read(body, "events"));
  page.next_token = text_of(answer->members, "nextToken");
  const json::Value* events = json::find(answer->members, "events");
  if (events != nullptr && !events->is_null() && !answer->has_list) {
    return tl::make_unexpected(contract_error("not_an_array", "\"events\" is not an array"));
  }
  page.events.reserve(answer->size);
  for (;;) {
    ITK_TRY_ASSIGN(const Members* const members, parser.next());
    if (members == nullptr) {
      return page;
    }
    ITK_TRY_ASSIGN(LogEvent event, read_event(*members));
    page.events.push_back(std::move(event));
  }
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
  ITK_TRY_ASSIGN(Reply reply, logs.call(json_request(logs.service(), "FilterLogEvents", request_body(query))));
  const std::size_t size = reply.body.size();
  reply.body.append(json::k_padding, '\0');
  auto page = read_page(std::string_view(reply.body).substr(0, size));
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
