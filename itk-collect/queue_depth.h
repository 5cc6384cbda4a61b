// How many messages are in a queue: what `collect.until: {empty_queue: Q}` waits for.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "common/aws/access.h"
#include "common/base/clock.h"
#include "common/base/log.h"

namespace itk::collect {

// Waiting, being worked on and delayed, as SQS estimates them, of a queue by URL, ARN or name.
using QueueDepth = std::function<Result<std::int64_t>(const std::string& queue)>;

QueueDepth make_queue_depth(const Environment& environment, const aws::ConfigOptions& flags,
                            const aws::Access::MakeTransport& make_transport, Clock& clock, const Logger& log);

// Asks for depths, each queue at most once a second, however many cases wait for it.
class QueueLook {
 public:
  QueueLook(QueueDepth depth, Clock& clock, const Logger& log) : depth_(std::move(depth)), clock_(clock), log_(log) {}

  // Whether the queue is empty; nothing: it is too early to ask again, or nobody knows.
  std::optional<bool> is_empty(const std::string& queue);
  // What the last look showed, for people: "3 messages in it", "not authorized"; empty: there was none.
  std::string last(const std::string& queue) const;

 private:
  struct Look {
    Timestamp due;
    std::string last;
    bool has_failed = false;
  };

  QueueDepth depth_;
  Clock& clock_;
  const Logger& log_;
  std::map<std::string, Look> looks_;
};

}  // namespace itk::collect
