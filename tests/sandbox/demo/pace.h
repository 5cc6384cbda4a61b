// How long work takes, and when it is over: real delays, which end at once when the system is stopped.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace itk::sandbox::demo {

class Pace {
 public:
  // Takes between `least` and `most`, evenly distributed.
  void work(std::chrono::milliseconds least, std::chrono::milliseconds most);
  void work(std::chrono::milliseconds exactly) { work(exactly, exactly); }

  void stop();
  bool is_stopping() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
};

}  // namespace itk::sandbox::demo
