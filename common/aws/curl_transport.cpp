#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>

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

struct Receiver {
  HttpResponse response;
  std::size_t max_body_bytes = 0;
  bool too_large = false;
};

std::size_t receive_body(char* bytes, std::size_t, std::size_t size, void* user) {
  auto& receiver = *static_cast<Receiver*>(user);
  std::string& body = receiver.response.body;
  if (body.size() + size > receiver.max_body_bytes) {
    receiver.too_large = true;
    return 0;
  }
  body.append(bytes, size);
  return size;
}

std::size_t receive_header(char* bytes, std::size_t, std::size_t size, void* user) {
  Headers& headers = static_cast<Receiver*>(user)->response.headers;
  const std::string_view line(bytes, size);
  if (line.starts_with("HTTP/")) {
    headers.clear();  // what came before was an interim answer, such as 100
  } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
    headers.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
  }
  return size;
}

std::size_t give_body(char* buffer, std::size_t, std::size_t capacity, void* user) {
  auto& rest = *static_cast<std::string_view*>(user);
  const std::size_t size = std::min(capacity, rest.size());
  std::copy_n(rest.data(), size, buffer);
  rest.remove_prefix(size);
  return size;
}

Error transport_error(std::string code, std::string message) {
  return {ErrorClass::Transient, ExitCode::Unreachable, std::move(code), std::move(message), {}, {}};
}

Result<CurlList> header_list(const Headers& headers) {
  CurlList list;
  const auto add = [&](const std::string& line) {
    // curl_slist_append gives the same head back, or the first one.
    list.reset(curl_slist_append(list.release(), line.c_str()));
  };
  for (const auto& [name, value] : headers) {
    if ((name + value).find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      return tl::make_unexpected(usage_error(
          "bad_header", fmt::format("the value of the HTTP header {} has a line break in it", trim(name))));
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
    if (!handle_) {
      handle_.reset(curl_easy_init());
    }
    if (!handle_) {
      return tl::make_unexpected(internal_error("libcurl cannot be initialised"));
    }
    ITK_TRY_ASSIGN(const UrlParts url, split_url(request.url));
    ITK_TRY_ASSIGN(const CurlList headers, header_list(request.headers));
    Receiver receiver;
    receiver.max_body_bytes = options_.max_body_bytes;
    std::string_view unsent = request.body;
    char reason[CURL_ERROR_SIZE] = "";

    CURL* curl = handle_.get();
    curl_easy_reset(curl);  // the connections stay
    set_connection(curl, request, url);
    set_body(curl, request, unsent);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &receiver);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, receive_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &receiver);

    const CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK) {
      const std::string_view detail = *reason != '\0' ? reason : curl_easy_strerror(code);
      return tl::make_unexpected(explain(code, detail, request, url, receiver));
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    receiver.response.status = static_cast<int>(status);
    return std::move(receiver.response);
  }

 private:
  void set_connection(CURL* curl, const HttpRequest& request, const UrlParts& url) const {
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);  // or curl would fold dot segments after we signed them
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.timeouts.connect.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeouts.total.count()));
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.timeouts.idle.count()));
    // Always set, so that curl does not look into the environment itself.
    const std::string& proxy = url.scheme == "https" ? options_.https_proxy : options_.http_proxy;
    curl_easy_setopt(curl, CURLOPT_PROXY, proxy.c_str());
    curl_easy_setopt(curl, CURLOPT_NOPROXY, no_proxy_.c_str());
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (!options_.ca_bundle.empty()) {
      curl_easy_setopt(curl, CURLOPT_CAINFO, options_.ca_bundle.c_str());
      curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
    }
  }

  static void set_body(CURL* curl, const HttpRequest& request, std::string_view& unsent) {
    if (request.method == "GET" && request.body.empty()) {
      curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
      return;
    }
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    if (request.method != "POST") {
      curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    if (request.may_resend) {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    } else {
      // Where a kept connection dies without an answer, curl sends again by itself, unless it cannot rewind the body.
      curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_body);
      curl_easy_setopt(curl, CURLOPT_READDATA, &unsent);
    }
  }

  Error explain(CURLcode code, std::string_view detail, const HttpRequest& request, const UrlParts& url,
                const Receiver& receiver) const {
    const std::string where = fmt::format("{}://{}", url.scheme, url.authority());
    const auto error = [&](std::string name, std::string_view what) {
      return transport_error(std::move(name), fmt::format("{}: {}: {}", where, what, detail));
    };
    switch (code) {
      case CURLE_COULDNT_RESOLVE_HOST:
      case CURLE_COULDNT_RESOLVE_PROXY:
        return error("dns_failed", "host not found");
      case CURLE_COULDNT_CONNECT:
        return error("connect_failed", "cannot connect");
      case CURLE_SSL_CONNECT_ERROR:
        return error("tls_failed", "TLS handshake failed");
      case CURLE_PEER_FAILED_VERIFICATION: {
        Error untrusted = error("tls_untrusted", "its certificate is not trusted (AWS_CA_BUNDLE names other roots)");
        untrusted.error_class = ErrorClass::Validation;
        return untrusted;
      }
      case CURLE_SSL_CACERT_BADFILE:
        return usage_error("bad_ca_bundle", fmt::format("the CA bundle {} cannot be read: {}", options_.ca_bundle, detail));
      case CURLE_URL_MALFORMAT:
        return usage_error("bad_url", fmt::format("\"{}\" is not a URL: {}", request.url, detail));
      case CURLE_OPERATION_TIMEDOUT:
        return explain_timeout(where, request);
      case CURLE_WRITE_ERROR: {
        Error large = error("answer_too_large", fmt::format("the answer is larger than {} bytes", receiver.max_body_bytes));
        large.error_class = ErrorClass::Validation;
        return receiver.too_large ? large : error("transport_failed", "cannot keep the answer");
      }
      case CURLE_PARTIAL_FILE:
        return error("answer_cut", "the connection was lost in the middle of the answer");
      case CURLE_RECV_ERROR:
      case CURLE_SEND_ERROR:
      case CURLE_SEND_FAIL_REWIND:
      case CURLE_GOT_NOTHING:
        return receiver.response.headers.empty()
                   ? error("connection_reset", "the connection was lost before an answer came")
                   : error("answer_cut", "the connection was lost in the middle of the answer");
      default:
        return error("transport_failed", "HTTP failed");
    }
  }

  Error explain_timeout(const std::string& where, const HttpRequest& request) const {
    curl_off_t ready_us = 0, elapsed_us = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_PRETRANSFER_TIME_T, &ready_us);
    curl_easy_getinfo(handle_.get(), CURLINFO_TOTAL_TIME_T, &elapsed_us);
    const auto total_us = std::chrono::microseconds(request.timeouts.total).count();
    if (ready_us == 0) {
      return transport_error("connect_timeout",
                             fmt::format("{}: no connection within {} ms", where, elapsed_us / 1000));
    }
    if (total_us > 0 && elapsed_us >= total_us) {
      return transport_error("total_timeout", fmt::format("{}: no complete answer within {} ms", where,
                                                          request.timeouts.total.count()));
    }
    return transport_error("idle_timeout",
                           fmt::format("{}: silent for {} s", where, request.timeouts.idle.count()));
  }

  TransportOptions options_;
  std::string no_proxy_;
  CurlHandle handle_;
};

}  // namespace

std::unique_ptr<Transport> make_curl_transport(const TransportOptions& options) {
  // Not before the first transport: it costs a millisecond, and not every run calls AWS.
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(initialised);
  return std::make_unique<CurlTransport>(options);
}

}  // namespace itk::aws
