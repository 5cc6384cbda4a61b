#include "bench/support/connection.h"

#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace itk::bench {
namespace {

constexpr std::size_t k_first_room = 64 << 10;
constexpr std::size_t k_padding = 64;

}  // namespace

Connection::Connection(int fd, SSL_CTX* tls) : fd_(fd), tls_(tls == nullptr ? nullptr : SSL_new(tls)) {
  in_.resize(k_first_room + k_padding);
  if (tls_) {
    SSL_set_fd(tls_.get(), fd);
    SSL_set_accept_state(tls_.get());
  }
}

Connection::~Connection() { close(fd_); }

void Connection::make_room() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
  } else if (begin_ > 0) {
    std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ + k_padding == in_.size()) {
    in_.resize(in_.size() * 2);
  }
}

Connection::Io Connection::tls_result(int result) const {
  const int error = SSL_get_error(tls_.get(), result);
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? Io::Blocked : Io::Closed;
}

Connection::Io Connection::read_some(std::size_t& got) {
  const std::size_t room = in_.size() - k_padding - end_;
  if (tls_) {
    ERR_clear_error();  // what another connection left behind would be taken for this one's
    const int result = SSL_read_ex(tls_.get(), in_.data() + end_, room, &got);
    return result == 1 ? Io::Done : tls_result(result);
  }
  const ssize_t n = recv(fd_, in_.data() + end_, room, 0);
  if (n > 0) {
    got = static_cast<std::size_t>(n);
    return Io::Done;
  }
  return n < 0 && errno == EAGAIN ? Io::Blocked : Io::Closed;
}

Connection::State Connection::receive() {
  for (;;) {
    make_room();
    const std::size_t room = in_.size() - k_padding - end_;
    std::size_t got = 0;
    const Io io = read_some(got);
    if (io != Io::Done) {
      return io == Io::Closed ? State::Closed : State::Open;
    }
    end_ += got;
    // A socket that gave less than there was room for is empty; TLS gives one record at a time.
    if (!tls_ && got < room) {
      return State::Open;
    }
  }
}

Connection::Io Connection::write_some(std::size_t& put) {
  const std::string_view rest = std::string_view(out).substr(sent_);
  if (tls_) {
    ERR_clear_error();
    const int result = SSL_write_ex(tls_.get(), rest.data(), rest.size(), &put);
    return result == 1 ? Io::Done : tls_result(result);
  }
  const ssize_t n = send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
  if (n >= 0) {
    put = static_cast<std::size_t>(n);
    return Io::Done;
  }
  return errno == EAGAIN ? Io::Blocked : Io::Closed;
}

Connection::State Connection::flush() {
  while (has_output()) {
    std::size_t put = 0;
    const Io io = write_some(put);
    if (io != Io::Done) {
      return io == Io::Closed ? State::Closed : State::Open;
    }
    sent_ += put;
  }
  out.clear();
  sent_ = 0;
  return State::Open;
}

}  // namespace itk::bench
