// CloudWatch Logs Live Tail: what is ingested into some log groups, about once a second, for up to three hours. Events
// have no id, and of more than 500 a second only a sample comes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/aws/client.h"

namespace itk::aws {

inline constexpr std::size_t k_most_live_tail_groups = 10;

struct LiveTailEvent {
  std::string group;  // as "123456789012:/aws/lambda/orders", or its ARN
  std::string stream;
  std::int64_t timestamp_ms = 0;
  std::int64_t ingestion_ms = 0;
  std::string message;
};

struct LiveTailUpdate {
  bool is_sampled = false;
  std::vector<LiveTailEvent> events;  // none: the session is alive
};

struct StartLiveTail {
  std::vector<std::string> group_arns;  // without ":*"
  std::function<void()> on_start;
  std::function<void(LiveTailUpdate)> on_update;
};

// Until the session ends, which it never does well: "SessionTimeoutException" after three hours, "session_ended" where
// the connection was closed. `logs` is a client of Service::LogsStream, whose host is another one.
Task<Error> live_tail(Caller logs, StartLiveTail session);

}  // namespace itk::aws
