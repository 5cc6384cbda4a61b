// Runs asynchronous invocations one after the other on a few threads, as Lambda's own queue does.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace itk::sandbox::lambda {

class Background {
 public:
  explicit Background(int threads);
  ~Background();

  void run(std::function<void()> task);
  // Drops what has not begun, and waits for what has.
  void stop();

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace itk::sandbox::lambda
