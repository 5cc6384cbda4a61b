#include "common/aws/readiness.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace itk::aws {

Readiness::~Readiness() {
  if (epoll_ >= 0) {
    close(epoll_);
  }
}

Status Readiness::open() {
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_ < 0) {
    return tl::make_unexpected(internal_error(std::string("epoll cannot be opened: ") + std::strerror(errno)));
  }
  return {};
}

Readiness::Socket& Readiness::at(int fd) {
  const auto index = static_cast<std::size_t>(fd);
  if (index >= sockets_.size()) {
    sockets_.resize(index + 1);
  }
  return sockets_[index];
}

void Readiness::opened(int fd) {
  at(fd) = {};
  at(fd).is_known = true;
}

void Readiness::closed(int fd) { at(fd) = {}; }

void Readiness::watch(int fd, std::uint32_t events) {
  Socket& socket = at(fd);
  socket.is_watched = true;
  if (socket.registered == events) {
    return;
  }
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  epoll_ctl(epoll_, socket.registered == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event);
  socket.registered = events;
}

void Readiness::forget(int fd) {
  Socket& socket = at(fd);
  socket.is_watched = false;
  if (!socket.is_known) {
    remove(fd);
  }
}

void Readiness::remove(int fd) {
  epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
  at(fd).registered = 0;
}

std::span<const epoll_event> Readiness::wait(std::chrono::milliseconds patience) {
  const int count =
      epoll_wait(epoll_, ready_.data(), static_cast<int>(ready_.size()), static_cast<int>(patience.count()));
  std::size_t watched = 0;
  for (int i = 0; i < count; ++i) {  // none where a signal interrupted it
    const epoll_event& event = ready_[static_cast<std::size_t>(i)];
    if (at(event.data.fd).is_watched) {
      ready_[watched++] = event;
    } else {
      remove(event.data.fd);  // such as a kept connection that the server has closed
    }
  }
  return {ready_.data(), watched};
}

}  // namespace itk::aws
