#include "common/aws/curl_exchange.h"

#include <fmt/core.h>
#include <malloc.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <charconv>

#include "common/aws/error.h"
#include "common/base/text.h"

namespace itk::aws {
namespace {

// Never through a proxy: this machine, and the link-local addresses that hand out credentials.
constexpr std::string_view k_no_proxy = "localhost,127.0.0.0/8,::1,169.254.0.0/16,fd00:ec2::/32";

using Steady = std::chrono::steady_clock;

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

bool has_line_break(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

// libcurl lets OpenSSL read the head of each record by itself, and give its buffers back after each: two calls of the
// kernel and two pieces of memory for a record, where one and none will do. They are kept as long as the connection.
CURLcode tune_tls(CURL*, void* context, void*) {
  auto* const tls = static_cast<SSL_CTX*>(context);
  SSL_CTX_set_read_ahead(tls, 1);
  SSL_CTX_clear_mode(tls, SSL_MODE_RELEASE_BUFFERS);
  return CURLE_OK;
}

bool is_over_openssl() {
  static const bool is = std::string_view(curl_version_info(CURLVERSION_NOW)->ssl_version).starts_with("OpenSSL/");
  return is;
}

}  // namespace

Status initialise_curl() {
  static const CURLcode initialised = [] {
    // curl takes and gives back a buffer for each transfer, and answers may be megabytes: without this, memory goes to
    // the kernel and comes back each time.
    constexpr int k_kept_bytes = 8 << 20;
    mallopt(M_MMAP_THRESHOLD, k_kept_bytes);
    mallopt(M_TRIM_THRESHOLD, k_kept_bytes);
    mallopt(M_TOP_PAD, k_kept_bytes / 8);
    return curl_global_init(CURL_GLOBAL_DEFAULT);
  }();
  if (initialised != CURLE_OK) {
    return tl::make_unexpected(internal_error("libcurl cannot be initialised"));
  }
  return {};
}

CurlSettings::CurlSettings(TransportOptions transport)
    : options(std::move(transport)),
      no_proxy(std::string(k_no_proxy) + (options.no_proxy.empty() ? "" : "," + options.no_proxy)) {}

Status CurlExchange::take_body(std::string_view bytes) {
  if (request_.on_body && response_.status < 300) {
    if (const HeadSink on_head = std::exchange(request_.on_head, nullptr)) {
      on_head(response_.headers);
    }
    return request_.on_body(bytes);
  }
  if (response_.body.size() + bytes.size() > settings_.options.max_body_bytes) {
    return tl::make_unexpected(
        transport_error(k_too_large, fmt::format("{}://{}: the answer is larger than {} bytes", url_.scheme,
                                                 url_.authority(), settings_.options.max_body_bytes)));
  }
  if (response_.body.empty()) {
    reserve_body();
  }
  response_.body.append(bytes);
  return {};
}

// What the answer says that it will hold, and a little room for parsers that read ahead.
void CurlExchange::reserve_body() {
  constexpr std::size_t k_ahead = 64;
  const std::optional<std::string_view> header = response_.header("content-length");
  std::size_t length = 0;
  if (header && std::from_chars(header->data(), header->data() + header->size(), length).ec == std::errc{}) {
    response_.body.reserve(std::min(length, settings_.options.max_body_bytes) + k_ahead);
  }
}

std::size_t CurlExchange::receive_body(char* bytes, std::size_t, std::size_t size, void* user) {
  auto& exchange = *static_cast<CurlExchange*>(user);
  exchange.last_byte_ = Steady::now();
  Status taken = exchange.take_body({bytes, size});
  if (!taken) {
    exchange.refused_ = std::move(taken).error();
    return 0;
  }
  return size;
}

std::size_t CurlExchange::receive_header(char* bytes, std::size_t, std::size_t size, void* user) {
  auto& exchange = *static_cast<CurlExchange*>(user);
  exchange.last_byte_ = Steady::now();
  HttpResponse& response = exchange.response_;
  const std::string_view line(bytes, size);
  if (line.starts_with("HTTP/")) {
    response.headers.clear();  // what came before was an interim answer, such as 100
    const std::size_t space = std::min(line.find(' '), line.size() - 1);
    response.status = std::atoi(line.data() + space);  // curl has checked the line, which ends in a line break
  } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
    response.headers.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
  }
  return size;
}

// Called before each attempt of curl's: where a kept connection dies without an answer, it would send again by itself.
int CurlExchange::allow_attempt(void* user, char*, char*, int, int) {
  auto& exchange = *static_cast<CurlExchange*>(user);
  return ++exchange.attempts_ == 1 || exchange.request_.may_resend ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

bool CurlExchange::is_silent(Steady::time_point now) {
  if (request_.timeouts.idle.count() == 0) {
    return false;
  }
  curl_off_t uploaded = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_SIZE_UPLOAD_T, &uploaded);
  if (uploaded != uploaded_) {
    uploaded_ = uploaded;
    last_byte_ = now;
  }
  return now - last_byte_ >= request_.timeouts.idle;
}

Status CurlExchange::prepare() {
  ITK_TRY_ASSIGN(url_, split_url(request_.url));
  ITK_TRY(set_headers());
  set_connection();
  set_body();
  last_byte_ = Steady::now();
  response_.headers.reserve(12);
  CURL* const curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason_);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(curl, CURLOPT_PREREQDATA, this);
  curl_easy_setopt(curl, CURLOPT_PRIVATE, this);
  return {};
}

void CurlExchange::prepare_handle(CURL* curl, const CurlSettings& settings) {
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);  // or curl would fold dot segments after we signed them
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, settings.no_proxy.c_str());
  if (!settings.options.ca_bundle.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, settings.options.ca_bundle.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  }
  if (is_over_openssl()) {
    curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, tune_tls);
  }
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive_body);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, receive_header);
  curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, allow_attempt);
}

// curl_slist_append would take two pieces of memory for each line; the list only has to be there while curl works.
Status CurlExchange::set_headers() {
  std::size_t lines = 2, bytes = 64;
  for (const auto& [name, value] : request_.headers) {
    if (has_line_break(name) || has_line_break(value)) {
      return tl::make_unexpected(
          usage_error("bad_header", fmt::format("the value of the HTTP header {} has a line break in it", trim(name))));
    }
    lines += 1;
    bytes += name.size() + value.size() + 3;
  }
  header_lines_.reserve(bytes);
  headers_.reserve(lines);  // neither moves while it is filled
  const auto add = [this](std::initializer_list<std::string_view> parts) {
    curl_slist line{header_lines_.data() + header_lines_.size(), nullptr};
    for (const std::string_view part : parts) {
      header_lines_ += part;
    }
    header_lines_ += '\0';
    if (!headers_.empty()) {
      headers_.back().next = headers_.data() + headers_.size();
    }
    headers_.push_back(line);
  };
  for (const auto& [name, value] : request_.headers) {
    add({name, value.empty() ? ";" : ": ", value});
  }
  add({"Expect:"});  // no waiting for "100 Continue"
  if (!find_header(request_.headers, "content-type")) {
    add({"Content-Type:"});  // curl would claim that the body is a form
  }
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers_.data());
  return {};
}

void CurlExchange::set_connection() const {
  CURL* const curl = handle.get();
  const TransportOptions& options = settings_.options;
  curl_easy_setopt(curl, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request_.timeouts.connect.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request_.timeouts.total.count()));
  // Always set, so that curl does not look into the environment itself.
  const std::string& proxy = url_.scheme == "https" ? options.https_proxy : options.http_proxy;
  curl_easy_setopt(curl, CURLOPT_PROXY, request_.may_use_proxy ? proxy.c_str() : "");
}

void CurlExchange::set_body() {
  CURL* const curl = handle.get();
  if (request_.method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, nullptr);
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);  // or curl would wait for what never comes
    return;
  }
  curl_easy_setopt(curl, CURLOPT_NOBODY, 0L);
  if (request_.method == "GET" && request_.body.empty()) {
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, nullptr);
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    return;
  }
  if (request_.method == "HEAD" && request_.body.empty()) {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);  // or curl would wait for as much as Content-Length says
    return;
  }
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request_.method == "POST" ? nullptr : request_.method.c_str());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request_.body.data());
}

Result<HttpResponse> CurlExchange::finish() {
  if (code != CURLE_OK) {
    Error error = explain();
    // Where the head of an answer came, its id is what AWS's support asks for.
    error.request_id = request_id_of(response_);
    if (!error.request_id.empty()) {
      error.message += fmt::format(" (request id {})", error.request_id);
    }
    return tl::make_unexpected(std::move(error));
  }
  return std::move(response_);
}

Error CurlExchange::explain() const {
  if (refused_) {
    return *refused_;
  }
  const std::string where = fmt::format("{}://{}", url_.scheme, url_.authority());
  const std::string_view detail = *reason_ != '\0' ? reason_ : curl_easy_strerror(code);
  if (code == CURLE_SSL_CACERT_BADFILE) {
    return usage_error("bad_ca_bundle",
                       fmt::format("the CA bundle {} cannot be read: {}", settings_.options.ca_bundle, detail));
  }
  if (code == CURLE_URL_MALFORMAT) {
    return usage_error("bad_url", fmt::format("\"{}\" is not a URL: {}", request_.url, detail));
  }
  if (attempts_ > 1 && !request_.may_resend) {
    return transport_error(k_reset, fmt::format("{}: {}: a kept connection had died", where, k_reset.what));
  }
  if (code == CURLE_OPERATION_TIMEDOUT || code == CURLE_ABORTED_BY_CALLBACK) {
    return explain_timeout(where);
  }
  const CurlFailure& failure = failure_of(code, !response_.headers.empty());
  return transport_error(failure, fmt::format("{}: {}: {}", where, failure.what, detail));
}

Error CurlExchange::explain_timeout(const std::string& where) const {
  curl_off_t ready_us = 0, elapsed_us = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_PRETRANSFER_TIME_T, &ready_us);
  curl_easy_getinfo(handle.get(), CURLINFO_TOTAL_TIME_T, &elapsed_us);
  const auto total_us = std::chrono::microseconds(request_.timeouts.total).count();
  if (ready_us == 0) {
    return transport_error(k_connect_timeout, fmt::format("{}: no connection within {} ms", where, elapsed_us / 1000));
  }
  // curl counts in milliseconds, and may give up a fraction of one before the whole time has passed.
  const bool was_silent = request_.timeouts.idle.count() > 0 && Steady::now() - last_byte_ >= request_.timeouts.idle;
  if (total_us > 0 && (elapsed_us >= total_us || !was_silent)) {
    return transport_error(k_total_timeout,
                           fmt::format("{}: no complete answer within {} ms", where, request_.timeouts.total.count()));
  }
  return transport_error(k_idle_timeout, fmt::format("{}: silent for {} s", where, request_.timeouts.idle.count()));
}

}  // namespace itk::aws
