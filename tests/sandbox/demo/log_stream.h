// One stream of a log group, as the process behind it writes it.
#pragma once

#include <string>
#include <string_view>

#include "tests/sandbox/demo/world.h"

namespace itk::sandbox::demo {

class LogStream {
 public:
  // The group exists; the stream is made on first use.
  LogStream(World& world, std::string_view group, std::string stream);

  void write(std::string message) { write_at(world_->clock.now(), std::move(message)); }
  void write_at(Timestamp time, std::string message);
  const std::string& name() const { return stream_; }

 private:
  World* world_;
  std::string group_, stream_;
};

// "2026/11/20", the prefix of Lambda's stream names.
std::string stream_date(Timestamp now);

// Times as loggers write them.
std::string iso_milliseconds(Timestamp time);    // "2026-11-20T08:00:00.123Z"
std::string powertools_time(Timestamp time);     // "2026-11-20 08:00:00,123+0000"
std::string naive_microseconds(Timestamp time);  // "2026-11-20T08:00:00.123456"

}  // namespace itk::sandbox::demo
