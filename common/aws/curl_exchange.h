// One request on a libcurl handle, and what has come back of it.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <coroutine>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/aws/transport.h"
#include "common/aws/uri.h"
#include "common/base/owned.h"

namespace itk::aws {

using CurlHandle = Owned<CURL, curl_easy_cleanup>;

// Once per process, before the first handle. It costs milliseconds: a run that ends before it calls anybody need not
// pay them.
Status initialise_curl();

// What all requests of one process share.
struct CurlSettings {
  explicit CurlSettings(TransportOptions transport);

  TransportOptions options;
  std::string no_proxy;
};

// Stays where it is while curl works on it.
class CurlExchange {
 public:
  CurlExchange(HttpRequest request, const CurlSettings& settings) : request_(std::move(request)), settings_(settings) {}
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;

  // Sets of a new handle what is the same for all requests, so that prepare() need not.
  static void prepare_handle(CURL* curl, const CurlSettings& settings);
  // Makes the handle carry the request. Sets all that another request may have set before.
  Status prepare();
  // What came of it, once curl is through with it and `code` says how.
  Result<HttpResponse> finish();

  // Whether not a byte has come or gone for as long as the request allows. To be asked about once a second: curl's own
  // CURLOPT_LOW_SPEED_TIME looks at an average over five seconds, and so notices silence five seconds late.
  bool is_silent(std::chrono::steady_clock::time_point now);

  // Set by whoever carries the exchange: on which handle, as which one of those under way, who waits for its end, and
  // how it ended.
  CurlHandle handle;
  std::size_t place = 0;
  std::coroutine_handle<> waiting;
  CURLcode code = CURLE_OK;

 private:
  static std::size_t receive_body(char* bytes, std::size_t, std::size_t size, void* user);
  static std::size_t receive_header(char* bytes, std::size_t, std::size_t size, void* user);
  static int allow_attempt(void* user, char*, char*, int, int);
  Status take_body(std::string_view bytes);
  void reserve_body();
  Status set_headers();
  void set_connection() const;
  void set_body();
  Error explain() const;
  Error explain_timeout(const std::string& where) const;

  HttpRequest request_;
  const CurlSettings& settings_;
  UrlParts url_;
  std::string header_lines_;         // each ends in a NUL
  std::vector<curl_slist> headers_;  // over header_lines_, as curl wants them
  HttpResponse response_;
  int attempts_ = 0;
  curl_off_t uploaded_ = 0;
  std::optional<Error> refused_;  // by us, in the middle of the answer
  std::chrono::steady_clock::time_point last_byte_;
  char reason_[CURL_ERROR_SIZE] = "";
};

}  // namespace itk::aws
