#include "common/aws/loop.h"

#include <algorithm>

namespace itk::aws {

Task<Result<HttpResponse>> BlockingChannel::send(HttpRequest request) { co_return transport_->send(request); }

Task<> BlockingChannel::wait(std::chrono::milliseconds duration) {
  clock_->sleep_for(duration);
  co_return;
}

Loop::~Loop() = default;

Task<> Loop::rooted(Task<> task, Slot slot) {
  try {
    co_await task;
  } catch (...) {
    failure_ = std::current_exception();
  }
  ended_.push_back(slot);
}

void Loop::spawn(Task<> task) {
  const Slot slot = tasks_.emplace(tasks_.end());
  *slot = rooted(std::move(task), slot);
  resume_soon(slot->handle());
}

void Loop::wake_sleepers() {
  const Timestamp now = clock_.now();
  while (!sleepers_.empty() && sleepers_.top().until <= now) {
    resume_soon(sleepers_.top().handle);
    sleepers_.pop();
  }
}

std::chrono::milliseconds Loop::until_next(std::chrono::milliseconds patience) {
  if (!ready_.empty()) {
    return std::chrono::milliseconds(0);
  }
  if (sleepers_.empty()) {
    return patience;
  }
  // Rounded up: a wait that ends before its time would be one more turn for nothing.
  const std::int64_t left_ns = sleepers_.top().until.ns - clock_.now().ns;
  const std::int64_t left_ms = std::max<std::int64_t>(0, (left_ns + 999'999) / 1'000'000);
  return std::min(patience, std::chrono::milliseconds(left_ms));
}

void Loop::run_ready() {
  // Only those that are ready now: who becomes ready meanwhile has its turn after the requests had theirs.
  for (std::size_t count = ready_.size(); count > 0; --count) {
    const std::coroutine_handle<> next = ready_.front();
    ready_.pop_front();
    next.resume();
  }
  for (const Slot slot : ended_) {
    tasks_.erase(slot);
  }
  ended_.clear();
  if (failure_) {
    std::rethrow_exception(std::exchange(failure_, nullptr));
  }
}

void Loop::turn(std::chrono::milliseconds patience) {
  wake_sleepers();
  wait_for_io(until_next(patience));
  wake_sleepers();
  run_ready();
}

void Loop::run() {
  while (running() > 0) {
    turn(std::chrono::hours(1));
  }
}

Task<> Loop::wait(std::chrono::milliseconds duration) {
  struct Sleep {
    Loop& loop;
    Timestamp until;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> handle) const { loop.sleepers_.push({until, loop.sleeps_++, handle}); }
    void await_resume() const {}
  };
  Timestamp until = clock_.now();
  until.ns += std::chrono::nanoseconds(duration).count();
  co_await Sleep{*this, until};
}

}  // namespace itk::aws
