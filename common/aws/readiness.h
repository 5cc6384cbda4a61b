// Which of many sockets can be read or written, by epoll: what it costs to ask grows with those that are ready, not
// with those that are watched.
//
// A socket whose life is known (opened, closed) stays registered while nobody watches it, so that one which carries
// request after request costs no call of the kernel's for each of them.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "common/base/result.h"

namespace itk::aws {

class Readiness {
 public:
  Readiness() = default;
  ~Readiness();
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  Status open();

  void opened(int fd);
  void closed(int fd);
  // Until forgotten. `events` are EPOLLIN, EPOLLOUT or both; they replace those before.
  void watch(int fd, std::uint32_t events);
  void forget(int fd);

  // Those that are ready, after waiting for at most `patience` until one is; as many as fit, the others next time.
  // Valid until the next call.
  std::span<const epoll_event> wait(std::chrono::milliseconds patience);
  // Can be read while any of them is ready, for who waits for other things beside them.
  int fd() const { return epoll_; }

 private:
  struct Socket {
    std::uint32_t registered = 0;  // what epoll reports
    bool is_watched = false;
    bool is_known = false;  // between opened() and closed()
  };

  Socket& at(int fd);
  void remove(int fd);

  int epoll_ = -1;
  std::vector<Socket> sockets_;  // by descriptor
  std::array<epoll_event, 128> ready_{};
};

}  // namespace itk::aws
