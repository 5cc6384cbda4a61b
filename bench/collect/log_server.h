// A CloudWatch Logs that gives the same pages to whoever asks, for any log group: as many as were asked for on the
// command line, a page for each second of the window. With a quota it refuses what is more, as AWS does.
#pragma once

#include <cstdint>
#include <string>

#include "bench/collect/log_pages.h"
#include "bench/support/server.h"

namespace itk::bench {

struct LogServerOptions {
  std::int64_t pages = 0;
  std::size_t page_bytes = 1'000'000;
  double calls_per_second = 0;  // 0: no quota
};

class LogServer final : public Server {
 public:
  explicit LogServer(const LogServerOptions& options);

  // {"calls":..,"throttled":..,"pages":..,"events":..,"bytes":..,"seconds":..,"cpu_seconds":..}: from the first request
  // for events to the last answer.
  std::string stats() const;

 private:
  void answer(Connection& connection, const HttpRequest& request) override;
  void answer_events(Connection& connection, std::string_view body);
  bool takes_call();
  void open_window();

  LogServerOptions options_;
  LogPages pages_;
  double allowance_ = 0;  // calls that may come now
  std::int64_t allowance_ns_ = 0;

  std::int64_t calls_ = 0, throttled_ = 0, served_ = 0, events_ = 0, bytes_ = 0;
  std::int64_t first_ns_ = 0, last_ns_ = 0;
  double cpu_at_first_ = 0;
};

}  // namespace itk::bench
