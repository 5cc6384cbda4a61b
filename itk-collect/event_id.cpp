#include "itk-collect/event_id.h"

#include <fmt/core.h>

#include <map>

#include "common/base/digest.h"

namespace itk::collect {

void name_events(const std::string& group, std::vector<LogEvent>& events) {
  std::map<std::string, int> ordinals;
  for (LogEvent& event : events) {
    if (event.id.empty()) {
      const std::string text = fmt::format("{}\n{}\n{}\n{}", group, event.stream, event.time.ms(), event.message);
      event.id = sha256_hex(fmt::format("{}\n{}", text, ordinals[sha256_hex(text)]++)).substr(0, 32);
    }
  }
}

}  // namespace itk::collect
