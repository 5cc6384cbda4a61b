// The blocking transport: one request on a loop of its own.
#include "common/aws/curl_loop.h"

namespace itk::aws {
namespace {

Task<> keep(Task<Result<HttpResponse>> exchange, Result<HttpResponse>& response) { response = co_await exchange; }

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(const TransportOptions& options) : loop_(options, system_clock()) {}

  Result<HttpResponse> send(const HttpRequest& request) override {
    Result<HttpResponse> response;
    loop_.spawn(keep(loop_.send(request), response));
    loop_.run();
    return response;
  }

 private:
  CurlLoop loop_;
};

}  // namespace

std::unique_ptr<Transport> make_curl_transport(const TransportOptions& options) {
  return std::make_unique<CurlTransport>(options);
}

}  // namespace itk::aws
