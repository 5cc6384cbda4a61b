#include "tests/sandbox/logs/live_tail.h"

#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/aws/random_id.h"
#include "tests/support/event_stream_writer.h"

namespace itk::sandbox::logs {
namespace {

std::string frame(std::string_view message_type, std::string_view type_name, std::string_view type,
                  std::string_view payload) {
  return itk::test::event_frame(itk::test::text_header(type_name, type) +
                                    itk::test::text_header(":content-type", "application/json") +
                                    itk::test::text_header(":message-type", message_type),
                                payload);
}

std::string event(std::string_view type, std::string_view payload) {
  return frame("event", ":event-type", type, payload);
}

}  // namespace

HttpResponse LiveTail::start(const std::vector<std::string>& groups, const std::vector<std::string>& arns) {
  HttpResponse response;
  response.content_type = "application/vnd.amazon.eventstream";
  response.stream = [this, groups, arns](const Send& send) { run(send, groups, arns); };
  return response;
}

void LiveTail::stop() {
  const std::lock_guard lock(mutex_);
  is_stopping_ = true;
  stopped_.notify_all();
}

bool LiveTail::pause() {
  std::unique_lock lock(mutex_);
  return !stopped_.wait_for(lock, options_.between, [this] { return is_stopping_; });
}

void LiveTail::run(const Send& send, const std::vector<std::string>& groups, const std::vector<std::string>& arns) {
  const Timestamp began = clock_.now();
  Json::Value started;
  started["requestId"] = random_uuid();
  started["sessionId"] = random_uuid();
  for (const std::string& arn : arns) {
    started["logGroupIdentifiers"].append(arn);
  }
  bool is_heard = send(event("initial-response", "")) && send(event("sessionStart", write_document(started)));
  for (std::int64_t after_ms = began.ms(); is_heard && pause();) {
    const Timestamp now = clock_.now();
    if (milliseconds_between(began, now) >= static_cast<double>(options_.session.count()) * 1000) {
      send(frame("exception", ":exception-type", "SessionTimeoutException", R"({"message":"Session timed out"})"));
      return;
    }
    is_heard = send(event("sessionUpdate", update(groups, arns, after_ms, now.ms())));
    after_ms = now.ms();
  }
}

std::string LiveTail::update(const std::vector<std::string>& groups, const std::vector<std::string>& arns,
                             std::int64_t after_ms, std::int64_t until_ms) const {
  Json::Value update;
  update["sessionResults"] = Json::Value(Json::arrayValue);
  bool is_sampled = false;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto found = store_.filter(groups[i], {}, std::nullopt, {SIZE_MAX, SIZE_MAX, SIZE_MAX});
    for (const Event& each : found ? found->events : std::vector<Event>()) {
      if (each.ingestion_ms <= after_ms || each.ingestion_ms > until_ms) {
        continue;
      }
      is_sampled = is_sampled || update["sessionResults"].size() == options_.most_events;
      if (is_sampled) {
        continue;
      }
      Json::Value result;
      result["logStreamName"] = each.stream;
      result["logGroupIdentifier"] = arns[i];
      result["message"] = each.message;
      result["timestamp"] = Json::Int64{each.position.timestamp_ms};
      result["ingestionTime"] = Json::Int64{each.ingestion_ms};
      update["sessionResults"].append(result);
    }
  }
  update["sessionMetadata"]["sampled"] = is_sampled;
  return write_document(update);
}

}  // namespace itk::sandbox::logs
