// The server that itk-invoke and its peers send to. /stats says what it got, and how busy it was.
#pragma once

#include <cstdint>
#include <string>

#include "bench/invoke/sqs_answers.h"
#include "bench/support/server.h"

namespace itk::bench {

class Sink final : public Server {
 public:
  explicit Sink(TlsContext tls) : Server(std::move(tls)) {}

  // {"requests":..,"messages":..,"seconds":..,...}: of the window since POST /reset; connections and handshakes since
  // the start. "seconds" lie between the first request and the last answer, "cpu_seconds" is what this process used.
  std::string stats() const;

 private:
  void answer(Connection& connection, const HttpRequest& request) override;
  void answer_send(Connection& connection, const HttpRequest& request);
  void open_window();

  SqsAnswers answers_;
  std::int64_t senders_ = 0;
  std::int64_t first_ns_ = 0, last_ns_ = 0;
  double cpu_at_first_ = 0;
};

}  // namespace itk::bench
