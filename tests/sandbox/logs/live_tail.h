// StartLiveTail: what has been ingested since the last update, about once a second, as an event stream.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/http/server.h"
#include "tests/sandbox/logs/store.h"

namespace itk::sandbox::logs {

struct LiveTailOptions {
  std::chrono::milliseconds between{1'000};
  std::chrono::seconds session{3 * 3600};
  std::size_t most_events = 500;  // of an update: of more, a sample is sent
};

class LiveTail {
 public:
  LiveTail(LogStore& store, Clock& clock, LiveTailOptions options) : store_(store), clock_(clock), options_(options) {}

  // `groups` are names, `arns` what the caller named them by.
  HttpResponse start(const std::vector<std::string>& groups, const std::vector<std::string>& arns);
  // Ends all sessions.
  void stop();

 private:
  void run(const Send& send, const std::vector<std::string>& groups, const std::vector<std::string>& arns);
  std::string update(const std::vector<std::string>& groups, const std::vector<std::string>& arns,
                     std::int64_t after_ms, std::int64_t until_ms) const;
  bool pause();  // false: it is over

  LogStore& store_;
  Clock& clock_;
  LiveTailOptions options_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool is_stopping_ = false;
};

}  // namespace itk::sandbox::logs
