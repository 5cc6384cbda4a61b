#include "bench/support/server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>

namespace itk::bench {

const std::string_view k_caller =
    R"(<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>)"
    R"(<Arn>arn:aws:iam::123456789012:user/bench</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account>)"
    R"(</GetCallerIdentityResult></GetCallerIdentityResponse>)";

namespace {

constexpr std::string_view k_request_id = "00000000-0000-4000-8000-000000000000";

Error system_error(std::string_view what) { return internal_error(fmt::format("{}: {}", what, strerror(errno))); }

int end_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  return signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

}  // namespace

std::int64_t steady_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Server::~Server() {
  for (const int fd : {plain_.fd, secure_.fd, epoll_}) {
    if (fd >= 0) {
      close(fd);
    }
  }
}

Result<Server::Listener> Server::bind_any() const {
  Listener listener;
  listener.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (listener.fd < 0 || bind(listener.fd, generic, size) != 0 || ::listen(listener.fd, 1024) != 0 ||
      getsockname(listener.fd, generic, &size) != 0) {
    return tl::make_unexpected(system_error("cannot listen on 127.0.0.1"));
  }
  listener.port = ntohs(address.sin_port);
  return listener;
}

Status Server::listen() {
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_ < 0) {
    return tl::make_unexpected(system_error("epoll_create1"));
  }
  ITK_TRY_ASSIGN(plain_, bind_any());
  watch(plain_.fd, EPOLLIN, EPOLL_CTL_ADD);
  if (tls_) {
    ITK_TRY_ASSIGN(secure_, bind_any());
    watch(secure_.fd, EPOLLIN, EPOLL_CTL_ADD);
  }
  return {};
}

void Server::watch(int fd, std::uint32_t events, int operation) const {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  epoll_ctl(epoll_, operation, fd, &event);
}

Status Server::serve() {
  const int signals = end_signals();
  watch(signals, EPOLLIN, EPOLL_CTL_ADD);
  std::array<epoll_event, 256> events{};
  for (;;) {
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
    if (count < 0 && errno != EINTR) {
      return tl::make_unexpected(system_error("epoll_wait"));
    }
    refresh_date();
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      const int fd = event.data.fd;
      if (fd == signals) {
        close(signals);
        return {};
      }
      if (fd == plain_.fd || fd == secure_.fd) {
        accept_all(fd == plain_.fd ? plain_ : secure_);
      } else if (const auto found = connections_.find(fd); found != connections_.end()) {
        serve_client(*found->second, event.events);
      }
    }
  }
}

void Server::accept_all(const Listener& listener) {
  for (;;) {
    const int fd = accept4(listener.fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      return;
    }
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections_[fd] = std::make_unique<Connection>(fd, listener.fd == secure_.fd ? tls_.get() : nullptr);
    watch(fd, EPOLLIN, EPOLL_CTL_ADD);
  }
}

void Server::serve_client(Connection& connection, std::uint32_t events) {
  bool is_open = true;
  if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) {
    is_open = connection.receive() == Connection::State::Open;
    if (connection.handshake_done() && !connection.handshake_counted) {
      connection.handshake_counted = true;
      ++handshakes_;
      resumed_ += connection.is_resumed() ? 1 : 0;
    }
  }
  is_open = answer_requests(connection) && is_open && connection.flush() == Connection::State::Open;
  if (!is_open) {
    connections_.erase(connection.fd());  // closes it, which takes it from epoll, too
    return;
  }
  if (connection.has_output() != connection.awaits_writing) {
    connection.awaits_writing = connection.has_output();
    watch(connection.fd(), EPOLLIN | (connection.awaits_writing ? EPOLLOUT : 0u), EPOLL_CTL_MOD);
  }
}

bool Server::answer_requests(Connection& connection) {
  HttpRequest request;
  for (;;) {
    switch (next_request(connection.unread(), request)) {
      case Framing::NeedMore:
        return true;
      case Framing::Broken:
        return false;
      case Framing::Complete:
        answer(connection, request);
        connection.consume(request.size);
    }
  }
}

void Server::reply(Connection& connection, std::string_view status, std::string_view content_type,
                   std::string_view body) const {
  append_answer(connection.out, status, content_type, date_, k_request_id, body);
}

void Server::refresh_date() {
  const std::time_t now = std::time(nullptr);
  if (now == date_second_) {
    return;
  }
  date_second_ = now;
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 40> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  date_.assign(text.data(), size);
}

}  // namespace itk::bench
