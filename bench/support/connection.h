// One client: bytes in, bytes out, with or without TLS. Never blocks.
#pragma once

#include <openssl/ssl.h>

#include <string>
#include <string_view>
#include <vector>

#include "common/base/owned.h"

namespace itk::bench {

class Connection {
 public:
  // Takes over `fd`; `tls` null means plain HTTP.
  Connection(int fd, SSL_CTX* tls);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  enum class State { Open, Closed };
  // Takes in all that is there.
  State receive();
  // Gives out what the socket takes of `out`.
  State flush();

  // What came in and was not consumed; JSON readers may look 64 bytes beyond.
  std::string_view unread() const { return {in_.data() + begin_, end_ - begin_}; }
  void consume(std::size_t size) { begin_ += size; }

  int fd() const { return fd_; }
  bool has_output() const { return sent_ < out.size(); }
  bool handshake_done() const { return tls_ && SSL_is_init_finished(tls_.get()) == 1; }
  bool is_resumed() const { return tls_ && SSL_session_reused(tls_.get()) == 1; }

  std::string out;
  bool counted = false;            // as a connection that sends
  bool handshake_counted = false;  // where there is one
  bool awaits_writing = false;     // as epoll was told

 private:
  void make_room();
  enum class Io { Done, Blocked, Closed };
  Io read_some(std::size_t& got);
  Io write_some(std::size_t& put);
  Io tls_result(int result) const;

  int fd_;
  Owned<SSL, SSL_free> tls_;
  std::vector<char> in_;
  std::size_t begin_ = 0, end_ = 0;
  std::size_t sent_ = 0;  // of `out`
};

}  // namespace itk::bench
