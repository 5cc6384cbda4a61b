// The loop on libcurl's multi interface: curl says which sockets it waits for and until when, epoll says which of them
// are ready, so that a turn costs by what happens in it, however many requests are under way.
#pragma once

#include <poll.h>

#include <optional>
#include <vector>

#include "common/aws/curl_exchange.h"
#include "common/aws/loop.h"
#include "common/aws/readiness.h"

namespace itk::aws {

using CurlMulti = Owned<CURLM, curl_multi_cleanup>;

class CurlLoop final : public Loop {
 public:
  CurlLoop(TransportOptions options, Clock& clock) : Loop(clock), settings_(std::move(options)) {}
  ~CurlLoop() override;

  Task<Result<HttpResponse>> send(HttpRequest request) override;
  Task<> readable(int fd, std::chrono::milliseconds patience) override;

 protected:
  void wait_for_io(std::chrono::milliseconds patience) override;

 private:
  using Steady = std::chrono::steady_clock;
  // Who waits for a file descriptor.
  struct Watch {
    int fd;
    Timestamp until;
    std::coroutine_handle<> handle;
  };

  static int follow_socket(CURL*, curl_socket_t fd, int what, void* loop, void*);
  static int set_timer(CURLM*, long timeout_ms, void* loop);

  Status open_multi();
  Result<CurlHandle> take_handle();
  void begin(CurlExchange& exchange);
  void end(CurlExchange& exchange, CURLcode code);
  void run_timer();
  void take_ended();
  std::chrono::milliseconds patience_of_timers(std::chrono::milliseconds patience) const;
  void wait_for_watches(std::chrono::milliseconds patience);
  void carry_on_ready(std::chrono::milliseconds patience);
  void end_silent_exchanges();

  const CurlSettings settings_;
  Readiness readiness_;  // outlives multi_, which tells it what to forget
  CurlMulti multi_;
  std::optional<Steady::time_point> timer_;  // when curl wants to be called, whatever the sockets do
  std::vector<CurlHandle> idle_;             // to be used again
  std::vector<CurlExchange*> under_way_;
  std::vector<Watch> watches_;
  Steady::time_point silence_checked_{};
};

}  // namespace itk::aws
