// The server that all clients of a benchmark talk to: one thread, epoll, HTTP/1.1, with TLS too where it is given a
// certificate. It must never be what is measured.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "bench/support/connection.h"
#include "bench/support/http_framing.h"
#include "bench/support/tls.h"
#include "common/base/result.h"

namespace itk::bench {

inline constexpr std::string_view k_json = "application/json";
// The answer to sts:GetCallerIdentity, in XML: what a careful client asks first.
extern const std::string_view k_caller;

class Server {
 public:
  // Null: no TLS.
  explicit Server(TlsContext tls) : tls_(std::move(tls)) {}
  virtual ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds free ports of 127.0.0.1.
  Status listen();
  int port() const { return plain_.port; }
  int tls_port() const { return secure_.port; }

  // Until SIGTERM or SIGINT.
  Status serve();

 protected:
  // Appends the answer to connection.out.
  virtual void answer(Connection& connection, const HttpRequest& request) = 0;

  void reply(Connection& connection, std::string_view status, std::string_view content_type,
             std::string_view body) const;
  std::int64_t handshakes() const { return handshakes_; }
  std::int64_t resumed() const { return resumed_; }

 private:
  struct Listener {
    int fd = -1;
    int port = 0;
  };
  Result<Listener> bind_any() const;
  void accept_all(const Listener& listener);
  void serve_client(Connection& connection, std::uint32_t events);
  bool answer_requests(Connection& connection);
  void watch(int fd, std::uint32_t events, int operation) const;
  void refresh_date();

  TlsContext tls_;
  Listener plain_, secure_;
  int epoll_ = -1;
  std::unordered_map<int, std::unique_ptr<Connection>> connections_;
  std::int64_t handshakes_ = 0, resumed_ = 0;
  std::int64_t date_second_ = 0;
  std::string date_;
};

// What this process has used so far, user and system.
double cpu_seconds();
std::int64_t steady_ns();

}  // namespace itk::bench
