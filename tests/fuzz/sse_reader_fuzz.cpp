// Any bytes give the same events, whether they come at once or one by one.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "common/aws/sse_reader.h"

namespace {

std::vector<std::string> events_of(std::string_view stream, std::size_t piece) {
  std::vector<std::string> events;
  itk::aws::SseReader reader([&](const itk::aws::SseEvent& event) {
    events.insert(events.end(), {event.type, event.data, event.id});
    return itk::Status();
  });
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    if (!reader.feed(stream.substr(at, piece))) {
      std::abort();
    }
  }
  if (!reader.finish()) {
    std::abort();
  }
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view stream(reinterpret_cast<const char*>(data), size);
  if (events_of(stream, size + 1) != events_of(stream, 1)) {
    std::abort();
  }
  return 0;
}
