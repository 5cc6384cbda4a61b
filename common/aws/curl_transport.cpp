#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "common/aws/transport.h"
#include "common/aws/uri.h"
#include "common/base/owned.h"
#include "common/base/text.h"

namespace itk::aws {
namespace {

using CurlHandle = Owned<CURL, curl_easy_cleanup>;
using CurlList = Owned<curl_slist, curl_slist_free_all>;

// Never through a proxy: this machine, and the link-local addresses that hand out credentials.
constexpr std::string_view k_no_proxy = "localhost,127.0.0.0/8,::1,169.254.0.0/16,fd00:ec2::/32";

using Steady = std::chrono::steady_clock;

// One request and what has come back of it.
struct Exchange {
  HttpResponse response;
  std::size_t max_body_bytes = 0;
  bool too_large = false;
  std::string_view unsent;  // of the body
  curl_off_t uploaded = 0;
  std::chrono::seconds idle_limit{0};
  Steady::time_point last_byte = Steady::now();
};

std::size_t receive_body(char* bytes, std::size_t, std::size_t size, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  exchange.last_byte = Steady::now();
  std::string& body = exchange.response.body;
  if (body.size() + size > exchange.max_body_bytes) {
    exchange.too_large = true;
    return 0;
  }
  body.append(bytes, size);
  return size;
}

std::size_t receive_header(char* bytes, std::size_t, std::size_t size, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  exchange.last_byte = Steady::now();
  Headers& headers = exchange.response.headers;
  const std::string_view line(bytes, size);
  if (line.starts_with("HTTP/")) {
    headers.clear();  // what came before was an interim answer, such as 100
  } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
    headers.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
  }
  return size;
}

std::size_t give_body(char* buffer, std::size_t, std::size_t capacity, void* user) {
  std::string_view& unsent = static_cast<Exchange*>(user)->unsent;
  const std::size_t size = std::min(capacity, unsent.size());
  std::copy_n(unsent.data(), size, buffer);
  unsent.remove_prefix(size);
  return size;
}

// Called about once a second. curl's own CURLOPT_LOW_SPEED_TIME looks at an average over five seconds, and so
// notices silence five seconds late.
int watch_for_silence(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t uploaded) {
  auto& exchange = *static_cast<Exchange*>(user);
  if (uploaded != exchange.uploaded) {
    exchange.uploaded = uploaded;
    exchange.last_byte = Steady::now();
  }
  return Steady::now() - exchange.last_byte >= exchange.idle_limit ? 1 : 0;
}

struct CurlFailure {
  std::string_view code;
  std::string_view what;
  ErrorClass error_class = ErrorClass::Transient;
};

constexpr CurlFailure k_dns = {"dns_failed", "host not found"};
constexpr CurlFailure k_connect = {"connect_failed", "cannot connect"};
constexpr CurlFailure k_tls = {"tls_failed", "TLS handshake failed"};
constexpr CurlFailure k_untrusted = {
    "tls_untrusted", "its certificate is not trusted (AWS_CA_BUNDLE names other roots)", ErrorClass::Validation};
constexpr CurlFailure k_reset = {"connection_reset", "the connection was lost before an answer came"};
constexpr CurlFailure k_cut = {"answer_cut", "the connection was lost in the middle of the answer"};
constexpr CurlFailure k_other = {"transport_failed", "HTTP failed"};
constexpr CurlFailure k_too_large = {"answer_too_large", "", ErrorClass::Validation};
constexpr CurlFailure k_connect_timeout = {"connect_timeout", ""};
constexpr CurlFailure k_total_timeout = {"total_timeout", ""};
constexpr CurlFailure k_idle_timeout = {"idle_timeout", ""};

const CurlFailure& failure_of(CURLcode code, bool answer_has_begun) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return k_dns;
    case CURLE_COULDNT_CONNECT:
      return k_connect;
    case CURLE_SSL_CONNECT_ERROR:
      return k_tls;
    case CURLE_PEER_FAILED_VERIFICATION:
      return k_untrusted;
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_GOT_NOTHING:
      return answer_has_begun ? k_cut : k_reset;
    default:
      return k_other;
  }
}

Error transport_error(const CurlFailure& failure, std::string message) {
  return {failure.error_class, ExitCode::Unreachable, std::string(failure.code), std::move(message), {}, {}};
}

Result<CurlList> header_list(const Headers& headers) {
  CurlList list;
  const auto add = [&](const std::string& line) {
    // curl_slist_append gives the same head back, or the first one.
    list.reset(curl_slist_append(list.release(), line.c_str()));
  };
  for (const auto& [name, value] : headers) {
    if ((name + value).find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      return tl::make_unexpected(
          usage_error("bad_header", fmt::format("the value of the HTTP header {} has a line break in it", trim(name))));
    }
    add(value.empty() ? name + ";" : name + ": " + value);
  }
  add("Expect:");  // no waiting for "100 Continue"
  if (!find_header(headers, "content-type")) {
    add("Content-Type:");  // curl would claim that the body is a form
  }
  return list;
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(TransportOptions options) : options_(std::move(options)) {
    no_proxy_ = std::string(k_no_proxy) + (options_.no_proxy.empty() ? "" : "," + options_.no_proxy);
  }

  Result<HttpResponse> send(const HttpRequest& request) override {
    ITK_TRY(open_handle());
    ITK_TRY_ASSIGN(const UrlParts url, split_url(request.url));
    ITK_TRY_ASSIGN(const CurlList headers, header_list(request.headers));
    Exchange exchange;
    exchange.max_body_bytes = options_.max_body_bytes;
    exchange.unsent = request.body;
    exchange.idle_limit = request.timeouts.idle;
    char reason[CURL_ERROR_SIZE] = "";

    CURL* curl = handle_.get();
    curl_easy_reset(curl);  // the connections stay
    set_connection(curl, request, url);
    set_body(curl, request);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
    set_callbacks(curl, exchange);

    const CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK) {
      const std::string_view detail = *reason != '\0' ? reason : curl_easy_strerror(code);
      return tl::make_unexpected(explain(code, detail, request, url, exchange));
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    exchange.response.status = static_cast<int>(status);
    return std::move(exchange.response);
  }

 private:
  // Not before the first request: it costs milliseconds, and a run that ends before it calls AWS need not pay
  // them.
  Status open_handle() {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (!handle_ && initialised == CURLE_OK) {
      handle_.reset(curl_easy_init());
    }
    if (!handle_) {
      return tl::make_unexpected(internal_error("libcurl cannot be initialised"));
    }
    return {};
  }

  void set_connection(CURL* curl, const HttpRequest& request, const UrlParts& url) const {
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);  // or curl would fold dot segments after we signed them
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.timeouts.connect.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeouts.total.count()));
    // Always set, so that curl does not look into the environment itself.
    const std::string& proxy = url.scheme == "https" ? options_.https_proxy : options_.http_proxy;
    curl_easy_setopt(curl, CURLOPT_PROXY, request.may_use_proxy ? proxy.c_str() : "");
    curl_easy_setopt(curl, CURLOPT_NOPROXY, no_proxy_.c_str());
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (!options_.ca_bundle.empty()) {
      curl_easy_setopt(curl, CURLOPT_CAINFO, options_.ca_bundle.c_str());
      curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
    }
  }

  static void set_callbacks(CURL* curl, Exchange& exchange) {
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, receive_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_body);
    curl_easy_setopt(curl, CURLOPT_READDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch_for_silence);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, exchange.idle_limit.count() > 0 ? 0L : 1L);
  }

  static void set_body(CURL* curl, const HttpRequest& request) {
    if (request.method == "GET" && request.body.empty()) {
      curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
      return;
    }
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    if (request.method != "POST") {
      curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    // Where a kept connection dies without an answer, curl sends again by itself; it cannot where it has to
    // ask give_body, which does not rewind.
    if (request.may_resend) {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    }
  }

  Error explain(CURLcode code, std::string_view detail, const HttpRequest& request, const UrlParts& url,
                const Exchange& exchange) const {
    const std::string where = fmt::format("{}://{}", url.scheme, url.authority());
    if (code == CURLE_SSL_CACERT_BADFILE) {
      return usage_error("bad_ca_bundle",
                         fmt::format("the CA bundle {} cannot be read: {}", options_.ca_bundle, detail));
    }
    if (code == CURLE_URL_MALFORMAT) {
      return usage_error("bad_url", fmt::format("\"{}\" is not a URL: {}", request.url, detail));
    }
    if (code == CURLE_OPERATION_TIMEDOUT || code == CURLE_ABORTED_BY_CALLBACK) {
      return explain_timeout(where, request);
    }
    if (exchange.too_large) {
      return transport_error(k_too_large,
                             fmt::format("{}: the answer is larger than {} bytes", where, exchange.max_body_bytes));
    }
    const CurlFailure& failure = failure_of(code, !exchange.response.headers.empty());
    return transport_error(failure, fmt::format("{}: {}: {}", where, failure.what, detail));
  }

  Error explain_timeout(const std::string& where, const HttpRequest& request) const {
    curl_off_t ready_us = 0, elapsed_us = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_PRETRANSFER_TIME_T, &ready_us);
    curl_easy_getinfo(handle_.get(), CURLINFO_TOTAL_TIME_T, &elapsed_us);
    const auto total_us = std::chrono::microseconds(request.timeouts.total).count();
    if (ready_us == 0) {
      return transport_error(k_connect_timeout,
                             fmt::format("{}: no connection within {} ms", where, elapsed_us / 1000));
    }
    if (total_us > 0 && elapsed_us >= total_us) {
      return transport_error(k_total_timeout,
                             fmt::format("{}: no complete answer within {} ms", where, request.timeouts.total.count()));
    }
    return transport_error(k_idle_timeout, fmt::format("{}: silent for {} s", where, request.timeouts.idle.count()));
  }

  TransportOptions options_;
  std::string no_proxy_;
  CurlHandle handle_;
};

}  // namespace

std::unique_ptr<Transport> make_curl_transport(const TransportOptions& options) {
  return std::make_unique<CurlTransport>(options);
}

}  // namespace itk::aws
