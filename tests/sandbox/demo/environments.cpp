#include "tests/sandbox/demo/environments.h"

#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/demo/log_stream.h"

namespace itk::sandbox::demo {

ExecutionEnvironment Environments::acquire() {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) {
    return {stream_date(world_.clock.now()) + "/[$LATEST]" + random_hex(32), true};
  }
  ExecutionEnvironment environment{free_.back(), false};
  free_.pop_back();
  return environment;
}

void Environments::release(const ExecutionEnvironment& environment) {
  const std::lock_guard lock(mutex_);
  free_.push_back(environment.stream);
}

}  // namespace itk::sandbox::demo
