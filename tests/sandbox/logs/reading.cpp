// FilterLogEvents and GetLogEvents: pages and their tokens, which follow different rules.
#include <fmt/format.h>

#include "common/base/digest.h"
#include "common/base/result.h"
#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/logs/faults.h"
#include "tests/sandbox/logs/service.h"
#include "tests/sandbox/logs/token.h"

namespace itk::sandbox::logs {
namespace {

constexpr std::int64_t k_day_ns = 24LL * 3600 * 1'000'000'000;

Parameters parameters_of(const Call& call) { return {call.parameters, k_wording}; }

Fault invalid_token() { return invalid_parameter("The specified nextToken is invalid."); }

// Everything that must stay the same from page to page.
std::string fingerprint(Json::Value parameters) {
  parameters.removeMember("nextToken");
  parameters.removeMember("limit");
  return sha256_hex(write_document(parameters)).substr(0, 16);
}

Outcome<Filter> read_filter(const Parameters& parameters) {
  Filter filter;
  ITK_TRY_ASSIGN(const auto streams, parameters.texts("logStreamNames"));
  ITK_TRY_ASSIGN(const auto prefix, parameters.optional_text("logStreamNamePrefix"));
  if (!streams.empty() && prefix) {
    return fail(invalid_parameter("LogStreamNamePrefix and LogStreamNames can not both be set."));
  }
  if (streams.size() > 100) {
    return fail(invalid_parameter("1 validation error detected: Value at 'logStreamNames' failed to satisfy "
                                  "constraint: Member must have length less than or equal to 100"));
  }
  filter.streams.insert(streams.begin(), streams.end());
  filter.stream_prefix = prefix.value_or("");
  ITK_TRY_ASSIGN(filter.start_ms, parameters.optional_integer("startTime", 0, k_latest_ms));
  ITK_TRY_ASSIGN(filter.end_ms, parameters.optional_integer("endTime", 0, k_latest_ms));
  if (filter.start_ms && filter.end_ms && *filter.start_ms > *filter.end_ms) {
    return fail(invalid_parameter("endTime must not be earlier than startTime."));
  }
  ITK_TRY_ASSIGN(const auto pattern, parameters.optional_text("filterPattern"));
  if (pattern && pattern->size() > 1024) {
    return fail(invalid_parameter("1 validation error detected: Value at 'filterPattern' failed to satisfy "
                                  "constraint: Member must have length less than or equal to 1024"));
  }
  ITK_TRY_ASSIGN(filter.pattern, FilterPattern::parse(pattern.value_or("")));
  return filter;
}

Json::Value describe_filtered(const Event& event) {
  Json::Value value;
  value["eventId"] = event_id(event.position);
  value["logStreamName"] = event.stream;
  value["timestamp"] = Json::Int64{event.position.timestamp_ms};
  value["ingestionTime"] = Json::Int64{event.ingestion_ms};
  value["message"] = event.message;
  return value;
}

Json::Value describe_read(const Event& event) {
  Json::Value value;
  value["timestamp"] = Json::Int64{event.position.timestamp_ms};
  value["message"] = event.message;
  value["ingestionTime"] = Json::Int64{event.ingestion_ms};
  return value;
}

// Where the page behind this token begins.
Outcome<std::optional<Position>> read_position(const std::string& text, const std::string& question, Timestamp now) {
  const auto token = read_token(text);
  if (!token || token->question != question || now.ns - token->issued.ns > k_day_ns) {
    return fail(invalid_token());
  }
  return token->after;
}

}  // namespace

Outcome<Json::Value> LogsService::filter_log_events(const Call& call) {
  const Parameters parameters = parameters_of(call);
  ITK_TRY_ASSIGN(const std::string group, group_of(parameters));
  ITK_TRY_ASSIGN(const Filter filter, read_filter(parameters));
  ITK_TRY_ASSIGN(const auto limit, parameters.optional_integer("limit", 1, 10'000));
  ITK_TRY_ASSIGN(const bool from_head, parameters.flag("startFromHead", true));
  if (!from_head) {
    return fail(invalid_parameter("itk-sandbox serves FilterLogEvents from the oldest event only"));
  }
  ITK_TRY_ASSIGN(const auto token_text, parameters.optional_text("nextToken"));
  const std::string question = fingerprint(call.parameters);
  std::optional<Position> after;
  if (token_text) {
    ITK_TRY_ASSIGN(after, read_position(*token_text, question, call.now));
  }
  PageLimits limits;
  limits.events = static_cast<std::size_t>(limit.value_or(10'000));
  limits.scanned = paging_.scanned_per_page;
  ITK_TRY_ASSIGN(const Page page, store_.filter(group, filter, after, limits));

  Json::Value answer;
  answer["events"] = Json::Value(Json::arrayValue);
  answer["searchedLogStreams"] = Json::Value(Json::arrayValue);  // always empty since 2020
  if (!token_text && paging_.empty_page_every > 0 && ++first_pages_ % paging_.empty_page_every == 0) {
    answer["nextToken"] = write_token({call.now, question, std::nullopt});
    return answer;
  }
  for (const Event& event : page.events) {
    answer["events"].append(describe_filtered(event));
  }
  if (!page.events.empty() && paging_.duplicate_every > 0 && ++full_pages_ % paging_.duplicate_every == 0) {
    answer["events"].append(describe_filtered(page.events.front()));
  }
  if (page.next) {
    answer["nextToken"] = write_token({call.now, question, page.next});
  }
  return answer;
}

Outcome<Json::Value> LogsService::get_log_events(const Call& call) {
  const Parameters parameters = parameters_of(call);
  ITK_TRY_ASSIGN(const std::string group, group_of(parameters));
  StreamRange range;
  ITK_TRY_ASSIGN(range.stream, parameters.text("logStreamName"));
  ITK_TRY_ASSIGN(range.start_ms, parameters.optional_integer("startTime", 0, k_latest_ms));
  ITK_TRY_ASSIGN(range.end_ms, parameters.optional_integer("endTime", 0, k_latest_ms));
  ITK_TRY_ASSIGN(range.from_head, parameters.flag("startFromHead", false));
  ITK_TRY_ASSIGN(const auto limit, parameters.optional_integer("limit", 1, 10'000));
  ITK_TRY_ASSIGN(const auto token_text, parameters.optional_text("nextToken"));
  Position first{range.start_ms.value_or(0), 0}, last = first;
  if (token_text) {
    const auto token = read_stream_token(*token_text);
    if (!token) {
      return fail(invalid_token());
    }
    first = last = token->position;
    (token->forward ? range.after : range.before) = token->position;
    range.from_head = token->forward;
  }
  PageLimits limits;
  limits.events = static_cast<std::size_t>(limit.value_or(10'000));
  ITK_TRY_ASSIGN(const auto events, store_.read(group, range, limits));
  Json::Value answer;
  answer["events"] = Json::Value(Json::arrayValue);
  for (const Event& event : events) {
    answer["events"].append(describe_read(event));
  }
  if (!events.empty()) {
    first = events.front().position;
    last = events.back().position;
  }
  // At either end the same token comes back: that is how a client knows that it has read everything.
  answer["nextForwardToken"] = write_token(StreamToken{true, last});
  answer["nextBackwardToken"] = write_token(StreamToken{false, first});
  return answer;
}

}  // namespace itk::sandbox::logs
