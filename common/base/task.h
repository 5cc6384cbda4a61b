// A coroutine that yields one T: work that may have to wait, written as if it did not.
//
//   Task<Result<int>> sum(Channel& channel) {
//     ITK_CO_TRY_ASSIGN(const int a, co_await ask(channel, "a"));
//     co_return a + 1;
//   }
//
// It begins when it is awaited, or when a Loop that it was given to gets round to it, and runs on the thread that
// resumes it. Parameters are copied into its frame: what it takes by reference must outlive it.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "common/base/result.h"

namespace itk {

template <class T = void>
class Task;

namespace detail {

// When a task ends, whoever awaits it goes on.
struct Continue {
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
    return ended.promise().continuation;
  }
  void await_resume() const noexcept {}
};

struct PromiseBase {
  std::coroutine_handle<> continuation = std::noop_coroutine();
  std::exception_ptr exception;

  std::suspend_always initial_suspend() noexcept { return {}; }
  Continue final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { exception = std::current_exception(); }
  void rethrow() const {
    if (exception) {
      std::rethrow_exception(exception);
    }
  }
};

template <class T>
struct Promise : PromiseBase {
  std::optional<T> value;

  Task<T> get_return_object();
  template <class U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T result() {
    rethrow();
    return std::move(*value);
  }
};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object();
  void return_void() const noexcept {}
  void result() const { rethrow(); }
};

}  // namespace detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  Task() = default;
  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Task() {
    if (handle_) {
      handle_.destroy();
    }
  }

  // co_await: begins the task and gives what it yields.
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
    handle_.promise().continuation = awaiting;
    return handle_;
  }
  T await_resume() { return handle_.promise().result(); }

  // For who drives tasks by hand: one step; whether it has ended; what it yielded then.
  std::coroutine_handle<> handle() const { return handle_; }
  void resume() { handle_.resume(); }
  bool done() const { return handle_.done(); }
  T result() { return handle_.promise().result(); }

 private:
  Handle handle_;
};

template <class T>
Task<T> detail::Promise<T>::get_return_object() {
  return Task<T>(Task<T>::Handle::from_promise(*this));
}

inline Task<void> detail::Promise<void>::get_return_object() {
  return Task<void>(Task<void>::Handle::from_promise(*this));
}

// What a task yields that never has to wait, because everything it awaits blocks instead.
template <class T>
T take(Task<T> task) {
  task.resume();
  if (!task.done()) {
    std::terminate();  // its awaitables do not block: a bug that no caller can mend
  }
  return task.result();
}

}  // namespace itk

// ITK_TRY and ITK_TRY_ASSIGN for coroutines. Without a block of its own around co_await in a condition: older
// compilers destroy such temporaries too early.
#define ITK_CO_TRY(expression) ITK_CO_TRY_(ITK_CONCAT(itk_status_, __LINE__), expression)
#define ITK_CO_TRY_(status, expression)                         \
  auto status = (expression);                                   \
  if (!status) {                                                \
    co_return ::tl::make_unexpected(std::move(status).error()); \
  }                                                             \
  static_assert(true)

#define ITK_CO_TRY_ASSIGN(declaration, expression) \
  ITK_CO_TRY_ASSIGN_(ITK_CONCAT(itk_result_, __LINE__), declaration, expression)
#define ITK_CO_TRY_ASSIGN_(result, declaration, expression)     \
  auto result = (expression);                                   \
  if (!result) {                                                \
    co_return ::tl::make_unexpected(std::move(result).error()); \
  }                                                             \
  declaration = std::move(*result)
