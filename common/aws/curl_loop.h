// The loop on libcurl's multi interface.
#pragma once

#include <vector>

#include "common/aws/curl_exchange.h"
#include "common/aws/loop.h"

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
  // Who waits for a file descriptor.
  struct Watch {
    int fd;
    Timestamp until;
    std::coroutine_handle<> handle;
  };
  using Steady = std::chrono::steady_clock;

  Status open_multi();
  Result<CurlHandle> take_handle();
  void perform();
  void poll(std::chrono::milliseconds patience);
  void wake_watches(const std::vector<curl_waitfd>& ready);
  void end_silent_exchanges(Steady::time_point now);

  const CurlSettings settings_;
  CurlMulti multi_;
  std::vector<CurlHandle> idle_;  // to be used again
  std::vector<CURL*> under_way_;
  std::vector<Watch> watches_;
  Steady::time_point silence_checked_{};
};

}  // namespace itk::aws
