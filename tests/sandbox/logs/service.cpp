#include "tests/sandbox/logs/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "common/base/digest.h"
#include "common/base/result.h"
#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/logs/faults.h"
#include "tests/sandbox/logs/token.h"

namespace itk::sandbox::logs {
namespace {

constexpr std::int64_t k_latest_ms = 253'402'300'799'999;  // the year 9999
constexpr std::int64_t k_day_ns = 24LL * 3600 * 1'000'000'000;
constexpr std::int64_t k_day_ms = 24LL * 3600 * 1000;

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

Outcome<std::vector<NewEvent>> read_new_events(const Parameters& parameters) {
  ITK_TRY_ASSIGN(const Json::Value* given, parameters.objects("logEvents"));
  if (given->empty() || given->size() > 10'000) {
    return fail(invalid_parameter("1 validation error detected: Value at 'logEvents' failed to satisfy constraint: "
                                  "Member must have length between 1 and 10000"));
  }
  std::vector<NewEvent> events;
  for (const Json::Value& each : *given) {
    const Parameters event(each, k_wording);
    ITK_TRY_ASSIGN(const auto timestamp_ms, event.integer("timestamp", 0, k_latest_ms));
    ITK_TRY_ASSIGN(std::string message, event.text("message"));
    if (!events.empty() && timestamp_ms < events.back().timestamp_ms) {
      return fail(
          invalid_parameter("Log events in a single PutLogEvents request must be in chronological order."));
    }
    events.push_back({timestamp_ms, std::move(message)});
  }
  if (events.back().timestamp_ms - events.front().timestamp_ms > k_day_ms) {
    return fail(invalid_parameter("The batch of log events in a single PutLogEvents request cannot span more than 24 "
                                  "hours."));
  }
  return events;
}

// The page of `names` behind `token`, which is the last name of the page before.
template <class Info>
std::vector<Info> page_of(const std::vector<Info>& all, const std::optional<std::string>& token, std::size_t limit,
                          Json::Value& answer) {
  std::vector<Info> page;
  auto at = all.begin();
  if (token) {
    at = std::find_if(all.begin(), all.end(), [&](const Info& each) { return each.name == *token; });
    at += at == all.end() ? 0 : 1;
  }
  for (; at != all.end(); ++at) {
    if (page.size() == limit) {
      answer["nextToken"] = page.back().name;
      break;
    }
    page.push_back(*at);
  }
  return page;
}

}  // namespace

Outcome<Json::Value> LogsService::answer(const Call& call) {
  static const std::map<std::string, Handler> handlers{
      {"CreateLogGroup", &LogsService::create_log_group},
      {"CreateLogStream", &LogsService::create_log_stream},
      {"DescribeLogGroups", &LogsService::describe_log_groups},
      {"DescribeLogStreams", &LogsService::describe_log_streams},
      {"PutLogEvents", &LogsService::put_log_events},
      {"FilterLogEvents", &LogsService::filter_log_events},
      {"GetLogEvents", &LogsService::get_log_events},
  };
  const auto handler = handlers.find(call.operation);
  if (handler == handlers.end()) {
    return fail({400, "UnknownOperationException",
                 fmt::format("itk-sandbox does not serve CloudWatch Logs {}", call.operation), ""});
  }
  return (this->*handler->second)(call);
}

std::string LogsService::arn(const std::string& group) const {
  return fmt::format("arn:aws:logs:{}:{}:log-group:{}", account_.region, account_.id, group);
}

Outcome<std::string> LogsService::group_of(const Parameters& parameters) const {
  ITK_TRY_ASSIGN(const auto name, parameters.optional_text("logGroupName"));
  ITK_TRY_ASSIGN(const auto identifier, parameters.optional_text("logGroupIdentifier"));
  if (name && identifier) {
    return fail(invalid_parameter("logGroupName and logGroupIdentifier can not both be set."));
  }
  if (!name && !identifier) {
    return fail(k_wording.missing("logGroupName"));
  }
  const std::string prefix = arn("");
  if (identifier && identifier->starts_with(prefix)) {
    return identifier->substr(prefix.size());
  }
  return name ? *name : *identifier;
}

Outcome<Json::Value> LogsService::create_log_group(const Call& call) {
  ITK_TRY_ASSIGN(const std::string name, parameters_of(call).text("logGroupName"));
  ITK_TRY(store_.create_group(name));
  return Json::Value(Json::objectValue);
}

Outcome<Json::Value> LogsService::create_log_stream(const Call& call) {
  ITK_TRY_ASSIGN(const std::string group, parameters_of(call).text("logGroupName"));
  ITK_TRY_ASSIGN(const std::string stream, parameters_of(call).text("logStreamName"));
  ITK_TRY(store_.create_stream(group, stream));
  return Json::Value(Json::objectValue);
}

Outcome<Json::Value> LogsService::describe_log_groups(const Call& call) {
  const Parameters parameters = parameters_of(call);
  ITK_TRY_ASSIGN(const auto prefix, parameters.optional_text("logGroupNamePrefix"));
  ITK_TRY_ASSIGN(const auto pattern, parameters.optional_text("logGroupNamePattern"));
  ITK_TRY_ASSIGN(const auto limit, parameters.optional_integer("limit", 1, 50));
  ITK_TRY_ASSIGN(const auto token, parameters.optional_text("nextToken"));
  if (prefix && pattern) {
    return fail(invalid_parameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."));
  }
  std::vector<GroupInfo> wanted = store_.groups();
  std::erase_if(wanted, [&](const GroupInfo& each) {
    return !each.name.starts_with(prefix.value_or("")) || each.name.find(pattern.value_or("")) == std::string::npos;
  });
  Json::Value answer;
  answer["logGroups"] = Json::Value(Json::arrayValue);
  for (const GroupInfo& group : page_of(wanted, token, static_cast<std::size_t>(limit.value_or(50)), answer)) {
    Json::Value value;
    value["logGroupName"] = group.name;
    value["creationTime"] = Json::Int64{group.created_ms};
    value["metricFilterCount"] = 0;
    value["storedBytes"] = Json::Int64{group.stored_bytes};
    value["logGroupClass"] = "STANDARD";
    value["arn"] = arn(group.name) + ":*";
    value["logGroupArn"] = arn(group.name);
    answer["logGroups"].append(value);
  }
  return answer;
}

Outcome<Json::Value> LogsService::describe_log_streams(const Call& call) {
  const Parameters parameters = parameters_of(call);
  ITK_TRY_ASSIGN(const std::string group, group_of(parameters));
  ITK_TRY_ASSIGN(const auto prefix, parameters.optional_text("logStreamNamePrefix"));
  ITK_TRY_ASSIGN(const auto order, parameters.optional_text("orderBy"));
  ITK_TRY_ASSIGN(const bool descending, parameters.flag("descending", false));
  ITK_TRY_ASSIGN(const auto limit, parameters.optional_integer("limit", 1, 50));
  ITK_TRY_ASSIGN(const auto token, parameters.optional_text("nextToken"));
  const bool by_time = order == "LastEventTime";
  if (by_time && prefix) {
    return fail(invalid_parameter("Cannot order by LastEventTime with a logStreamNamePrefix."));
  }
  ITK_TRY_ASSIGN(std::vector<StreamInfo> wanted, store_.streams(group));
  std::erase_if(wanted, [&](const StreamInfo& each) { return !each.name.starts_with(prefix.value_or("")); });
  if (by_time) {
    std::stable_sort(wanted.begin(), wanted.end(),
                     [](const StreamInfo& a, const StreamInfo& b) { return a.last_event_ms < b.last_event_ms; });
  }
  if (descending) {
    std::reverse(wanted.begin(), wanted.end());
  }
  Json::Value answer;
  answer["logStreams"] = Json::Value(Json::arrayValue);
  for (const StreamInfo& stream : page_of(wanted, token, static_cast<std::size_t>(limit.value_or(50)), answer)) {
    Json::Value value;
    value["logStreamName"] = stream.name;
    value["creationTime"] = Json::Int64{stream.created_ms};
    value["arn"] = fmt::format("{}:log-stream:{}", arn(group), stream.name);
    value["storedBytes"] = 0;  // AWS has answered 0 since 2019
    if (stream.first_event_ms) {
      value["firstEventTimestamp"] = Json::Int64{*stream.first_event_ms};
      value["lastEventTimestamp"] = Json::Int64{*stream.last_event_ms};
      value["lastIngestionTime"] = Json::Int64{*stream.last_ingestion_ms};
    }
    answer["logStreams"].append(value);
  }
  return answer;
}

Outcome<Json::Value> LogsService::put_log_events(const Call& call) {
  const Parameters parameters = parameters_of(call);
  ITK_TRY_ASSIGN(const std::string group, parameters.text("logGroupName"));
  ITK_TRY_ASSIGN(const std::string stream, parameters.text("logStreamName"));
  ITK_TRY_ASSIGN(const auto events, read_new_events(parameters));
  ITK_TRY_ASSIGN(const Rejected rejected, store_.put(group, stream, events));
  Json::Value answer;
  answer["nextSequenceToken"] = event_id({call.now.ms(), 0});  // sent for old clients, ignored since 2023
  if (rejected.too_new_from) {
    answer["rejectedLogEventsInfo"]["tooNewLogEventStartIndex"] = Json::UInt64{*rejected.too_new_from};
  }
  if (rejected.too_old_until) {
    answer["rejectedLogEventsInfo"]["tooOldLogEventEndIndex"] = Json::UInt64{*rejected.too_old_until};
  }
  return answer;
}

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
    const auto token = read_token(*token_text);
    if (!token || token->question != question || call.now.ns - token->issued.ns > k_day_ns) {
      return fail(invalid_token());
    }
    after = token->after;
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
    Json::Value value;
    value["timestamp"] = Json::Int64{event.position.timestamp_ms};
    value["message"] = event.message;
    value["ingestionTime"] = Json::Int64{event.ingestion_ms};
    answer["events"].append(value);
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
