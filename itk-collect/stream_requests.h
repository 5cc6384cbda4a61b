// Which Lambda invocation wrote a line that does not say: a log stream belongs to one execution environment,
// which works on one request at a time, so what stands between START and the next START belongs to that
// request, and an environment's INIT_START to the request that it was started for.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "common/base/time.h"

namespace itk::collect {

class StreamRequests {
 public:
  void add_start(std::string_view group, std::string_view stream, Timestamp at, std::string request);
  void add_end(std::string_view group, std::string_view stream, Timestamp at, const std::string& request);
  void add_init(std::string_view group, std::string_view stream, Timestamp at);

  // "lambda:<id>", or "" where no START is known yet, or several requests were open at once (managed
  // instances).
  std::string request_at(std::string_view group, std::string_view stream, Timestamp at) const;

 private:
  struct Timeline {
    // Lines of the same millisecond are taken for later than a START, and that for later than an INIT_START.
    enum class Mark { Init, Start };
    std::map<std::pair<Timestamp, Mark>, std::string> starts;  // the request; "" of an INIT_START
    std::unordered_map<std::string, Timestamp> ends;
  };
  static std::string key_of(std::string_view group, std::string_view stream);

  std::unordered_map<std::string, Timeline> timelines_;
};

}  // namespace itk::collect
