#include "tests/sandbox/demo/pace.h"

#include "tests/sandbox/aws/random_id.h"

namespace itk::sandbox::demo {

void Pace::work(std::chrono::milliseconds least, std::chrono::milliseconds most) {
  const auto duration = least + std::chrono::milliseconds(random_below((most - least).count() + 1));
  std::unique_lock lock(mutex_);
  stopped_.wait_for(lock, duration, [this] { return stopping_; });
}

void Pace::stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  stopped_.notify_all();
}

bool Pace::is_stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

}  // namespace itk::sandbox::demo
