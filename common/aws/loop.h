// Many requests under way at once, on one thread. What runs on a loop is written as tasks (common/base/task.h); the
// loop carries their requests, wakes those that sleep, and tells those whose file descriptor is ready.
#pragma once

#include <chrono>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <list>
#include <memory>
#include <queue>
#include <vector>

#include "common/aws/transport.h"
#include "common/base/clock.h"
#include "common/base/task.h"

namespace itk::aws {

// Where a task's requests go, and where it waits.
class Channel {
 public:
  virtual ~Channel() = default;
  // Any HTTP status is a response; an error is that there was none (transport.h).
  virtual Task<Result<HttpResponse>> send(HttpRequest request) = 0;
  virtual Task<> wait(std::chrono::milliseconds duration) = 0;
};

// Carries requests one at a time and blocks meanwhile, for code that has nothing else to do.
class BlockingChannel final : public Channel {
 public:
  BlockingChannel(Transport& transport, Clock& clock) : transport_(&transport), clock_(&clock) {}
  Task<Result<HttpResponse>> send(HttpRequest request) override;
  Task<> wait(std::chrono::milliseconds duration) override;

 private:
  Transport* transport_;
  Clock* clock_;
};

// The frame of a loop: tasks, and the times at which they want to go on. How it carries requests and passes the time
// is its implementation's.
class Loop : public Channel {
 public:
  explicit Loop(Clock& clock) : clock_(clock) {}
  ~Loop() override;

  // Begins at the next turn.
  void spawn(Task<> task);
  // Goes on at the next turn.
  void resume_soon(std::coroutine_handle<> handle) { ready_.push_back(handle); }
  // Tasks that have not ended.
  std::size_t running() const { return tasks_.size(); }
  // Runs all that can run, after waiting for at most `patience` until something can. Tasks' exceptions leave it.
  void turn(std::chrono::milliseconds patience);
  // Until all tasks have ended.
  void run();

  Task<> wait(std::chrono::milliseconds duration) override;
  // Until `fd` can be read (a pipe's end counts), or until this much time has passed.
  virtual Task<> readable(int fd, std::chrono::milliseconds patience) = 0;

  Clock& clock() { return clock_; }

 protected:
  // Waits until a request has got on or `patience` is over, and makes ready whose turn it is.
  virtual void wait_for_io(std::chrono::milliseconds patience) = 0;
  bool has_ready() const { return !ready_.empty(); }

 private:
  struct Sleeper {
    Timestamp until;
    std::uint64_t order;  // of equal times, who came first
    std::coroutine_handle<> handle;
    bool operator>(const Sleeper& other) const {
      return until != other.until ? until > other.until : order > other.order;
    }
  };

  using Slot = std::list<Task<>>::iterator;

  Task<> rooted(Task<> task, Slot slot);
  void wake_sleepers();
  std::chrono::milliseconds until_next(std::chrono::milliseconds patience);
  void run_ready();

  Clock& clock_;
  std::list<Task<>> tasks_;
  std::vector<Slot> ended_;
  std::exception_ptr failure_;
  std::deque<std::coroutine_handle<>> ready_;
  std::priority_queue<Sleeper, std::vector<Sleeper>, std::greater<>> sleepers_;
  std::uint64_t sleeps_ = 0;
};

// The real one, on libcurl's multi interface. Connections are kept and used again, as many as are ever needed at once.
std::unique_ptr<Loop> make_curl_loop(const TransportOptions& options, Clock& clock);

}  // namespace itk::aws
