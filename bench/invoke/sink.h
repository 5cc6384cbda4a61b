// The server that all clients of the benchmark talk to: one thread, epoll, HTTP/1.1 with and without TLS. It must
// never be what is measured; /stats says how busy it was.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "bench/invoke/connection.h"
#include "bench/invoke/http_framing.h"
#include "bench/invoke/sqs_answers.h"
#include "bench/invoke/tls.h"
#include "common/base/result.h"

namespace itk::bench {

class Sink {
 public:
  explicit Sink(TlsContext tls) : tls_(std::move(tls)) {}
  ~Sink();

  // Binds two free ports of 127.0.0.1.
  Status listen();
  int port() const { return plain_.port; }
  int tls_port() const { return secure_.port; }

  // Until SIGTERM or SIGINT.
  Status serve();
  // {"requests":..,"messages":..,"seconds":..,...}: of the window since POST /reset; connections and handshakes since
  // the start. "seconds" lie between the first request and the last answer, "cpu_seconds" is what this process used.
  std::string stats() const;

 private:
  struct Listener {
    int fd = -1;
    int port = 0;
  };
  Result<Listener> bind_any() const;
  void accept_all(const Listener& listener);
  void serve_client(Connection& connection, std::uint32_t events);
  bool answer_requests(Connection& connection);
  void answer(Connection& connection, const HttpRequest& request);
  void answer_send(Connection& connection, const HttpRequest& request);
  void watch(int fd, std::uint32_t events, int operation) const;
  void open_window();
  void refresh_date();

  TlsContext tls_;
  Listener plain_, secure_;
  int epoll_ = -1;
  std::unordered_map<int, std::unique_ptr<Connection>> connections_;
  SqsAnswers answers_;
  std::int64_t senders_ = 0, handshakes_ = 0, resumed_ = 0;
  std::int64_t first_ns_ = 0, last_ns_ = 0;
  double cpu_at_first_ = 0;
  std::int64_t date_second_ = 0;
  std::string date_;
};

}  // namespace itk::bench
