// What the stages behind us tell while a run goes on: `trace` and `check` records that come back through a FIFO
// (`--feedback`). They are read on a thread of their own, always: were they left lying, the stage that writes them
// would stand still, and with it the pipe that we write to.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include "common/base/result.h"
#include "common/json/parser.h"

namespace itk::invoke {

struct Reported {
  std::int64_t traces = 0;    // executions whose trace is there
  std::int64_t failures = 0;  // executions with a check that failed
  std::int64_t warnings = 0;  // executions with a check that warns, and none that failed
  std::int64_t throttles = 0;
  std::int64_t tokens = 0;
  double usd = 0;
};

class Feedback {
 public:
  // Opens the FIFO, which need not have a writer yet.
  static Result<std::unique_ptr<Feedback>> open(const std::string& path);
  ~Feedback();
  Feedback(const Feedback&) = delete;
  Feedback& operator=(const Feedback&) = delete;

  Reported reported() const;
  // Whether there were writers and now there are none: nobody tells us anything, for the time being at least.
  bool is_deserted() const { return is_deserted_; }

 private:
  explicit Feedback(int fd);
  void read_all();
  void take_line(std::string_view line);
  void take_trace(std::string_view line);
  void take_check(std::string_view line);

  int fd_;
  int wake_[2] = {-1, -1};  // a pipe whose end ends the thread
  std::atomic<bool> is_deserted_{false};
  mutable std::mutex mutex_;
  Reported reported_;
  std::set<std::string> failed_, warned_;  // inv; 26 bytes for each execution that did not pass
  json::Parser parser_;
  std::thread thread_;
};

}  // namespace itk::invoke
