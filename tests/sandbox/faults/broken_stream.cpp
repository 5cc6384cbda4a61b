#include "tests/sandbox/faults/broken_stream.h"

#include <string>

#include "tests/sandbox/bedrock/event_frames.h"

namespace itk::sandbox::faults {
namespace {

// Counts the pieces that a stream sends, each of which is one frame, and spoils the one behind `rule.events`.
class Breaker {
 public:
  Breaker(BrokenStream rule, const Send& send) : rule_(std::move(rule)), send_(send) {}

  bool operator()(std::string_view frame) {
    if (is_over_) {
      return false;
    }
    if (seen_++ < rule_.events) {
      return send_(frame);
    }
    return spoil(frame);
  }

  // A stream that was shorter than the rule expects ends in the fault all the same.
  void finish() {
    if (!is_over_ && seen_ <= rule_.events) {
      spoil("");
    }
  }

 private:
  bool spoil(std::string_view frame) {
    switch (rule_.kind) {
      case BrokenStream::Kind::Exception:
        is_over_ = true;
        send_(bedrock::exception_frame(rule_.code, rule_.message));
        return false;
      case BrokenStream::Kind::Truncated:
        is_over_ = true;
        if (frame.size() > 1) {
          send_(frame.substr(0, frame.size() / 2));
        }
        return send_("");
      case BrokenStream::Kind::BadCrc:
        break;
    }
    std::string wrong(frame);
    if (!wrong.empty() && !is_spoiled_) {
      wrong.back() = static_cast<char>(wrong.back() ^ 1);
      is_spoiled_ = true;
    }
    return wrong.empty() || send_(wrong);
  }

  BrokenStream rule_;
  const Send& send_;
  std::size_t seen_ = 0;
  bool is_over_ = false, is_spoiled_ = false;
};

}  // namespace

HttpResponse break_stream(HttpResponse response, const BrokenStream& rule) {
  // Server-sent events have neither checksums nor exceptions; they can only be cut.
  const bool has_frames = response.content_type == "application/vnd.amazon.eventstream";
  if (response.stream && (has_frames || rule.kind == BrokenStream::Kind::Truncated)) {
    response.stream = [rule, stream = std::move(response.stream)](const Send& send) {
      Breaker breaker(rule, send);
      stream([&breaker](std::string_view frame) { return breaker(frame); });
      breaker.finish();
    };
  } else if (!response.stream && rule.kind == BrokenStream::Kind::Truncated) {
    Disturbance cut;
    cut.stops_after = response.body.size() / 2;
    cut.end = Disturbance::End::Close;
    response.disturbance = cut;
  }
  return response;
}

}  // namespace itk::sandbox::faults
