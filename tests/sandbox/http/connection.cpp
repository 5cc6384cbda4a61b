#include "tests/sandbox/http/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace itk::sandbox {
namespace {

constexpr int k_read_timeout_ms = 30'000;

bool is_ready(int socket, int timeout_ms) {
  pollfd wanted{socket, POLLIN, 0};
  int ready = 0;
  do {
    ready = poll(&wanted, 1, timeout_ms);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

using GetName = int (*)(int, sockaddr*, socklen_t*);

void read_address(GetName get_name, int socket, std::string& ip, int& port) {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  if (get_name(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
    std::array<char, INET_ADDRSTRLEN> text{};
    ip = inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
    port = ntohs(address.sin_port);
  }
}

}  // namespace

Connection::~Connection() {
  if (!ended_) {
    shutdown(socket_, SHUT_RDWR);
  }
  close(socket_);
}

bool Connection::waits_for(std::time_t seconds) const {
  return begin_ < end_ || is_ready(socket_, static_cast<int>(seconds) * 1000);
}

void Connection::hear_no_more() const { shutdown(socket_, SHUT_RD); }

void Connection::disturb(const Disturbance& disturbance) {
  disturbance_ = disturbance;
  in_body_ = false;
  body_sent_ = 0;
}

bool Connection::settle() {
  if (disturbance_ && !ended_ && disturbance_->end != Disturbance::End::None) {
    end();
  }
  disturbance_.reset();
  return !ended_;
}

ssize_t Connection::read(char* into, std::size_t size) {
  if (begin_ == end_) {
    if (!is_ready(socket_, k_read_timeout_ms)) {
      return -1;
    }
    const ssize_t got = recv(socket_, buffer_.data(), buffer_.size(), 0);
    if (got <= 0) {
      return got;
    }
    begin_ = 0;
    end_ = static_cast<std::size_t>(got);
  }
  const std::size_t taken = std::min(size, end_ - begin_);
  std::memcpy(into, buffer_.data() + begin_, taken);
  begin_ += taken;
  return static_cast<ssize_t>(taken);
}

ssize_t Connection::write(const char* bytes, std::size_t size) {
  if (ended_) {
    return -1;
  }
  std::string_view text(bytes, size);
  if (!disturbance_) {
    return send_all(text) ? static_cast<ssize_t>(size) : -1;
  }
  if (!in_body_) {
    if (disturbance_->before.count() > 0) {
      pauses_.take(std::exchange(disturbance_->before, std::chrono::milliseconds(0)));
    }
    if (disturbance_->head == Disturbance::Head::Lost) {
      end();
      return -1;
    }
    const std::size_t blank = text.find("\r\n\r\n");
    const std::size_t head = blank == std::string_view::npos ? size : blank + 4;
    if (!send_all(text.substr(0, head))) {
      return -1;
    }
    in_body_ = blank != std::string_view::npos;
    text.remove_prefix(head);
    if (in_body_ && disturbance_->stops_after == 0U) {
      end();
      return -1;
    }
  }
  return send_body(text) ? static_cast<ssize_t>(size) : -1;
}

bool Connection::send_body(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t size = disturbance_->piece == 0 ? bytes.size() : std::min(disturbance_->piece, bytes.size());
    if (disturbance_->stops_after) {
      size = std::min(size, *disturbance_->stops_after - body_sent_);
    }
    if (!send_all(bytes.substr(0, size))) {
      return false;
    }
    bytes.remove_prefix(size);
    body_sent_ += size;
    if (disturbance_->stops_after == body_sent_) {
      return end();
    }
    if (disturbance_->piece != 0) {
      pauses_.take(disturbance_->between);
    }
  }
  return true;
}

bool Connection::end() {
  pauses_.take(disturbance_->stall);
  ended_ = true;
  if (disturbance_->end == Disturbance::End::Reset) {
    const linger at_once{1, 0};  // close() then sends RST, and drops what has not been delivered
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  } else {
    shutdown(socket_, SHUT_RDWR);
  }
  return false;
}

bool Connection::send_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) {
      continue;
    }
    if (sent <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  read_address(getpeername, socket_, ip, port);
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
  read_address(getsockname, socket_, ip, port);
}

}  // namespace itk::sandbox
