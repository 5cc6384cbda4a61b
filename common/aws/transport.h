// HTTP behind a small interface: the client signs and retries, a transport only carries one request. The real
// one is libcurl; tests put tests/support/fake_transport.h in its place.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/result.h"

namespace itk::aws {

// In order of the wire; a name may stand there twice.
using Headers = std::vector<std::pair<std::string, std::string>>;

// The first header with this name, in any case of letters. Valid as long as `headers` is.
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);

struct Timeouts {
  std::chrono::milliseconds connect{10'000};  // look-up, TCP and TLS together
  std::chrono::seconds idle{60};              // no byte in either direction
  std::chrono::milliseconds total{0};         // 0: none
};

// Takes the bytes of an answer as they come. An error ends the request, and is what it ends with.
using BodySink = std::function<Status(std::string_view)>;
// Sees the headers of that answer before its first byte: they say how to read it.
using HeadSink = std::function<void(const Headers&)>;

struct HttpRequest {
  std::string method;
  std::string url;  // percent-encoded; sent exactly so
  Headers headers;  // Host and Content-Length are added
  std::string body;
  Timeouts timeouts;
  // Whether the transport itself may send the request a second time when a kept connection turns out to be
  // dead.
  bool may_resend = true;
  // False for the endpoints that hand out credentials: they are this machine's own, and a proxy would see the
  // keys.
  bool may_use_proxy = true;
  // Where there is one, it gets the body of an answer with a status below 300, and HttpResponse::body stays empty.
  BodySink on_body{};
  HeadSink on_head{};  // with on_body only
};

struct HttpResponse {
  int status = 0;
  Headers headers;
  std::string body;

  std::optional<std::string_view> header(std::string_view name) const { return find_header(headers, name); }
};

// What goes wrong below HTTP, by Error::code. Exit 4, except where the request itself is wrong.
//   not sent:       dns_failed connect_failed connect_timeout tls_failed
//   perhaps sent:   connection_reset idle_timeout total_timeout answer_cut transport_failed
//   never retried:  tls_untrusted answer_too_large
//   exit 2:         bad_url bad_header bad_ca_bundle
class Transport {
 public:
  virtual ~Transport() = default;
  // Any HTTP status is a response; an error is that there was none.
  virtual Result<HttpResponse> send(const HttpRequest& request) = 0;
};

// Whether the request certainly did not reach the server's application: then even a call that must not happen
// twice may be tried again.
bool was_certainly_not_sent(std::string_view transport_code);
inline bool was_certainly_not_sent(const Error& error) { return was_certainly_not_sent(error.code); }

struct TransportOptions {
  std::string ca_bundle;  // replaces the default store
  std::string http_proxy, https_proxy, no_proxy;
  std::size_t max_body_bytes = 64u << 20;  // of an answer
};

// libcurl; connections are kept. Not for several threads at once.
std::unique_ptr<Transport> make_curl_transport(const TransportOptions& options);

}  // namespace itk::aws
