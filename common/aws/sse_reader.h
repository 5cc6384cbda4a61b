// Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html, 9.2.5 and 9.2.6) out of the bytes
// of an answer, however they are cut into pieces: AgentCore and MCP stream their answers so.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace itk::aws {

struct SseEvent {
  std::string type;  // empty: "message"
  std::string data;  // its lines joined by "\n"
  std::string id;    // the last one that the stream has given
};

class SseReader {
 public:
  // An error ends the reading.
  using Take = std::function<Status(const SseEvent&)>;

  explicit SseReader(Take take, std::size_t largest_event = 16u << 20)
      : take_(std::move(take)), largest_event_(largest_event) {}

  // More of the stream.
  Status feed(std::string_view bytes);
  // At the end of a stream that is known to be whole: the last event needs no blank line behind it. (The standard drops
  // it, but no reader of lines would, and those are what servers are tried with.)
  Status finish();
  // What has come of an event that is not complete: data, and the line that it stopped in.
  std::string rest() const;

  // Whether the header says that a body is such a stream.
  static bool is_announced_by(std::string_view content_type);

 private:
  Status take_line(std::string_view line);
  Status dispatch();
  void drop_mark();

  Take take_;
  std::size_t largest_event_;
  std::string line_;  // that has not ended yet
  SseEvent event_;
  bool has_data_ = false;
  bool has_begun_ = false;   // a byte order mark may stand at the very beginning only
  bool was_return_ = false;  // "\r\n" is one line's end
};

}  // namespace itk::aws
