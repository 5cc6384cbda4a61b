#include "tests/sandbox/demo/log_stream.h"

#include <algorithm>
#include <utility>

namespace itk::sandbox::demo {

LogStream::LogStream(World& world, std::string_view group, std::string stream)
    : world_(&world), group_(group), stream_(std::move(stream)) {
  static_cast<void>(world.logs.create_stream(group_, stream_));  // may be there already
}

void LogStream::write_at(Timestamp time, std::string message) {
  static_cast<void>(world_->logs.put(group_, stream_, {{time.ms(), std::move(message)}}));
}

std::string iso_milliseconds(Timestamp time) { return format_rfc3339(Timestamp::from_ms(time.ms())); }

std::string powertools_time(Timestamp time) {
  std::string text = iso_milliseconds(time);
  text[10] = ' ';
  text[19] = ',';
  return text.substr(0, 23) + "+0000";
}

std::string naive_microseconds(Timestamp time) {
  // The nanosecond keeps all digits in the text; it is cut off again with the zone.
  const std::string text = format_rfc3339({time.ns / 1000 * 1000 + 1});
  return text.substr(0, 26);
}

std::string stream_date(Timestamp now) {
  std::string date = iso_milliseconds(now).substr(0, 10);
  std::replace(date.begin(), date.end(), '-', '/');
  return date;
}

}  // namespace itk::sandbox::demo
