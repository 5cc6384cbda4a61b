#include "tests/sandbox/logs/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "common/base/result.h"
#include "tests/sandbox/logs/faults.h"

namespace itk::sandbox::logs {
namespace {

constexpr std::int64_t k_day_ms = 24LL * 3600 * 1000;

Parameters parameters_of(const Call& call) { return {call.parameters, k_wording}; }

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
      return fail(invalid_parameter("Log events in a single PutLogEvents request must be in chronological order."));
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
      {"StartQuery", &LogsService::start_query},
      {"GetQueryResults", &LogsService::get_query_results},
      {"StopQuery", &LogsService::stop_query},
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
  return name ? *name : name_of(*identifier);
}

std::string LogsService::name_of(const std::string& identifier) const {
  const std::string prefix = arn("");
  return identifier.starts_with(prefix) ? identifier.substr(prefix.size()) : identifier;
}

Outcome<Json::Value> LogsService::start_query(const Call& call) {
  const Parameters parameters = parameters_of(call);
  std::vector<std::string> groups;
  for (const char* name : {"logGroupNames", "logGroupIdentifiers"}) {
    ITK_TRY_ASSIGN(const std::vector<std::string> given, parameters.texts(name));
    std::transform(given.begin(), given.end(), std::back_inserter(groups),
                   [&](const std::string& each) { return name_of(each); });
  }
  if (groups.empty()) {
    ITK_TRY_ASSIGN(const std::string group, group_of(parameters));
    groups.push_back(group);
  }
  return insights_.start(call, groups);
}

std::optional<Outcome<HttpResponse>> LogsService::stream(const Call& call) {
  return call.operation == "StartLiveTail" ? std::optional(start_live_tail(call)) : std::nullopt;
}

Outcome<HttpResponse> LogsService::start_live_tail(const Call& call) {
  constexpr std::size_t k_most_groups = 10;
  ITK_TRY_ASSIGN(const std::vector<std::string> arns, parameters_of(call).texts("logGroupIdentifiers"));
  if (arns.empty() || arns.size() > k_most_groups) {
    return fail(invalid_parameter("logGroupIdentifiers must have one to ten elements"));
  }
  const std::vector<GroupInfo> there = store_.groups();
  std::vector<std::string> groups;
  for (const std::string& each : arns) {
    groups.push_back(name_of(each));
    if (groups.back() == each) {
      return fail(invalid_parameter("logGroupIdentifiers must be ARNs"));
    }
    if (std::none_of(there.begin(), there.end(), [&](const GroupInfo& info) { return info.name == groups.back(); })) {
      return fail(resource_not_found("log group"));
    }
  }
  return live_tail_.start(groups, arns);
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
    if (group.retention_days) {
      value["retentionInDays"] = *group.retention_days;
    }
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

}  // namespace itk::sandbox::logs
