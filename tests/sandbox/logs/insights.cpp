#include "tests/sandbox/logs/insights.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/result.h"
#include "tests/sandbox/aws/parameters.h"
#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/logs/faults.h"

namespace itk::sandbox::logs {
namespace {

constexpr std::chrono::milliseconds k_scheduled{100};

Fault malformed(std::string_view why) {
  return {400, "MalformedQueryException", fmt::format("itk-sandbox knows fields, sort and limit only: {}", why), ""};
}

std::string insights_time(std::int64_t ms) {
  std::string text = format_rfc3339(Timestamp::from_ms(ms));
  text.resize(19);
  text[10] = ' ';
  return fmt::format("{}.{:03}", text, ms % 1000);
}

// "fields @timestamp, @message | sort @timestamp asc": whether it is sorted so; other commands are refused.
Outcome<bool> read_query(const std::string& text) {
  bool is_ascending = false;
  for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
    end = text.find('|', begin);
    std::string command = text.substr(begin, end == std::string::npos ? end : end - begin);
    command.erase(0, command.find_first_not_of(' '));
    if (command.starts_with("sort @timestamp asc")) {
      is_ascending = true;
    } else if (!command.starts_with("fields ") && !command.starts_with("limit ") &&
               !command.starts_with("sort @timestamp")) {
      return fail(malformed(command));
    }
  }
  return is_ascending;
}

Json::Value describe(const std::string& group, const Event& event, const std::string& account) {
  Json::Value row(Json::arrayValue);
  const auto add = [&](const char* name, const std::string& value) {
    Json::Value field;
    field["field"] = name;
    field["value"] = value;
    row.append(field);
  };
  add("@timestamp", insights_time(event.position.timestamp_ms));
  add("@ingestionTime", insights_time(event.ingestion_ms));
  add("@logStream", event.stream);
  add("@log", account + ":" + group);
  add("@message", event.message);
  add("@ptr", "Cn" + event_id(event.position));
  return row;
}

}  // namespace

Outcome<Json::Value> Insights::start(const Call& call, const std::vector<std::string>& groups) {
  const Parameters parameters(call.parameters, k_wording);
  ITK_TRY_ASSIGN(const auto start_s, parameters.integer("startTime", 0, k_latest_ms / 1000));
  ITK_TRY_ASSIGN(const auto end_s, parameters.integer("endTime", 0, k_latest_ms / 1000));
  ITK_TRY_ASSIGN(const std::string text, parameters.text("queryString"));
  ITK_TRY_ASSIGN(const auto limit, parameters.optional_integer("limit", 1, 10'000));
  ITK_TRY_ASSIGN(const bool is_ascending, read_query(text));
  if (end_s < start_s) {
    return fail(invalid_parameter("End time should not be before start time"));
  }
  Query query;
  query.started = call.now;
  Filter filter;
  filter.start_ms = start_s * 1000;
  filter.end_ms = end_s * 1000;
  const std::int64_t indexed_until_ms = call.now.ms() - options_.lag.count();
  constexpr std::size_t k_all = SIZE_MAX;
  for (const std::string& group : groups) {
    ITK_TRY_ASSIGN(const Page page, store_.filter(group, filter, std::nullopt, {k_all, k_all, k_all}));
    for (const Event& event : page.events) {
      if (event.ingestion_ms <= indexed_until_ms) {
        query.rows.emplace_back(group, event);
      }
    }
  }
  query.matched = query.rows.size();
  std::stable_sort(query.rows.begin(), query.rows.end(), [&](const auto& a, const auto& b) {
    return is_ascending ? a.second.position < b.second.position : b.second.position < a.second.position;
  });
  query.rows.resize(
      std::min({query.rows.size(), options_.most_rows, static_cast<std::size_t>(limit.value_or(10'000))}));
  Json::Value answer;
  const std::lock_guard lock(mutex_);
  answer["queryId"] = random_uuid();
  queries_[answer["queryId"].asString()] = std::move(query);
  return answer;
}

Outcome<Json::Value> Insights::results(const Call& call) const {
  ITK_TRY_ASSIGN(const std::string id, Parameters(call.parameters, k_wording).text("queryId"));
  const std::lock_guard lock(mutex_);
  const auto found = queries_.find(id);
  if (found == queries_.end()) {
    return fail(resource_not_found("query"));
  }
  const Query& query = found->second;
  const double age_ms = milliseconds_between(query.started, call.now);
  const bool is_scheduled = age_ms < static_cast<double>(k_scheduled.count());
  const bool is_running = age_ms < static_cast<double>(options_.running.count());
  Json::Value answer;
  answer["queryLanguage"] = "CWLI";
  answer["status"] = query.is_stopped ? "Cancelled" : is_scheduled ? "Scheduled" : is_running ? "Running" : "Complete";
  answer["results"] = Json::Value(Json::arrayValue);
  const std::size_t count = is_scheduled ? 0 : is_running ? query.rows.size() / 2 : query.rows.size();
  double bytes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    answer["results"].append(describe(query.rows[i].first, query.rows[i].second, account_.id));
    bytes += static_cast<double>(query.rows[i].second.message.size());
  }
  answer["statistics"]["recordsMatched"] = static_cast<double>(is_running ? count : query.matched);
  answer["statistics"]["recordsScanned"] = answer["statistics"]["recordsMatched"];
  answer["statistics"]["bytesScanned"] = bytes;
  return answer;
}

Outcome<Json::Value> Insights::stop(const Call& call) {
  ITK_TRY_ASSIGN(const std::string id, Parameters(call.parameters, k_wording).text("queryId"));
  const std::lock_guard lock(mutex_);
  const auto found = queries_.find(id);
  if (found == queries_.end()) {
    return fail(resource_not_found("query"));
  }
  if (milliseconds_between(found->second.started, call.now) >= static_cast<double>(options_.running.count())) {
    return fail(invalid_parameter("QueryId is not running"));
  }
  found->second.is_stopped = true;
  Json::Value answer;
  answer["success"] = true;
  return answer;
}

}  // namespace itk::sandbox::logs
