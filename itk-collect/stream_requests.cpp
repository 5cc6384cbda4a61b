#include "itk-collect/stream_requests.h"

namespace itk::collect {

std::string StreamRequests::key_of(std::string_view group, std::string_view stream) {
  return std::string(group) + '\n' + std::string(stream);
}

void StreamRequests::add_start(std::string_view group, std::string_view stream, Timestamp at, std::string request) {
  timelines_[key_of(group, stream)].starts.emplace(std::pair(at, Timeline::Mark::Start), std::move(request));
}

void StreamRequests::add_end(std::string_view group, std::string_view stream, Timestamp at,
                             const std::string& request) {
  timelines_[key_of(group, stream)].ends.insert_or_assign(request, at);
}

void StreamRequests::add_init(std::string_view group, std::string_view stream, Timestamp at) {
  timelines_[key_of(group, stream)].starts.emplace(std::pair(at, Timeline::Mark::Init), "");
}

std::string StreamRequests::request_at(std::string_view group, std::string_view stream, Timestamp at) const {
  const auto timeline = timelines_.find(key_of(group, stream));
  if (timeline == timelines_.end()) {
    return "";
  }
  const auto& [starts, ends] = timeline->second;
  auto next = starts.upper_bound(std::pair(at, Timeline::Mark::Start));
  if (next == starts.begin()) {
    return "";
  }
  auto last = std::prev(next);
  if (last->second.empty()) {
    return next == starts.end() ? "" : next->second;
  }
  // A request that ended after a later one had begun proves that the environment works on several at once.
  if (last != starts.begin()) {
    const auto before = ends.find(std::prev(last)->second);
    if (before != ends.end() && before->second > at) {
      return "";
    }
  }
  return last->second;
}

}  // namespace itk::collect
