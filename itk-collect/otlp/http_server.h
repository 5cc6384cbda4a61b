// As much of an HTTP/1.1 server as programs on this machine need to hand in what they have: no threads, no blocking, one
// turn whenever its owner has time. What libraries there are bring threads of their own, or an event loop that would have
// to run beside the stage's.
//
// It listens on loopback addresses only, and answers no page of a browser (a request with an Origin is refused).
// Memory: what its connections have sent of requests that are not complete, 128 MiB at most.
#pragma once

#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/base/time.h"

namespace itk::collect::otlp {

struct HttpRequest {
  std::string method, path;
  std::string content_type;      // lower case, without parameters
  std::string content_encoding;  // lower case
  std::string body;
};

struct HttpResponse {
  int status = 200;
  std::string content_type{};
  std::string body{};
};

class HttpServer {
 public:
  using Handler = std::function<HttpResponse(HttpRequest)>;

  // "127.0.0.1:4318", "localhost:0", "[::1]:4318". Errors: no address, none of this machine's own, in use.
  static Result<HttpServer> listen(const std::string& address);
  ~HttpServer();
  HttpServer(HttpServer&& other) noexcept;
  HttpServer& operator=(HttpServer&&) = delete;

  // Takes all that has come, and answers all that is complete.
  void serve(Timestamp now, const Handler& handler);
  // When the oldest request began that has not come as a whole; nothing: there is none.
  std::optional<Timestamp> unfinished_since() const;
  int port() const { return port_; }

 private:
  struct Connection {
    int fd = -1;
    std::string in, out;
    std::size_t sent = 0;  // of out
    Timestamp active;      // when it last did something
    std::optional<Timestamp> began;
    bool is_continued = false;  // "100 Continue" was said
    bool is_closing = false;    // once out is sent
  };

  HttpServer(int fd, int port) : fd_(fd), port_(port) {}
  void accept_all(Timestamp now);
  bool turn(Connection& connection, Timestamp now, const Handler& handler);
  void read_some(Connection& connection, Timestamp now);
  bool answer_next(Connection& connection, const Handler& handler);
  static void write_some(Connection& connection, Timestamp now);
  void close(Connection& connection);
  std::size_t buffered() const;

  int fd_;
  int port_;
  std::list<Connection> connections_;
};

}  // namespace itk::collect::otlp
