// Carries one HTTP request of a case to its end: signs it, sends it again where that is safe, follows redirects where
// the case says so.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/aws/loop.h"
#include "common/aws/retry.h"
#include "itk-invoke/aws_access.h"
#include "itk-invoke/entrypoint.h"
#include "itk-invoke/http_signer.h"
#include "itk-invoke/number_set.h"

namespace itk::invoke {

struct HttpConduct {
  NumberSet ok{200, 299};  // other statuses may be tried again
  bool follows_redirects = false;
  bool retries = true;
  std::string signing_service;  // "execute-api"; empty: not signed
  std::string signing_region;   // empty: the configured one
};

struct HttpOutcome {
  Result<aws::HttpResponse> response;
  int attempts = 0;
  std::string url;  // that answered, or did not
};

// One per case: the retries of all its executions draw on one budget, as those of a client of AWS do.
class HttpSender {
 public:
  // Fetches credentials where requests are signed.
  static Result<std::unique_ptr<HttpSender>> connect(AwsAccess& aws, HttpConduct conduct);

  // Of a response the values in `request` that grant access are hidden. Every status is a response.
  Task<HttpOutcome> send(Ways& ways, aws::HttpRequest request, std::optional<Timestamp> deadline);

  const HttpConduct& conduct() const { return conduct_; }

 private:
  HttpSender(HttpConduct conduct, aws::RetrySettings retry)
      : conduct_(std::move(conduct)), retrier_(retry, aws::system_random()) {}

  struct Journey;
  Result<aws::HttpRequest> attempt(const Journey& journey, Timestamp now);
  std::optional<std::chrono::milliseconds> delay_before_next(const Result<aws::HttpResponse>& response,
                                                             Journey& journey);
  bool follow(const aws::HttpResponse& response, Journey& journey) const;
  void hide_secrets(Result<aws::HttpResponse>& response, const aws::HttpRequest& request) const;

  HttpConduct conduct_;
  aws::Retrier retrier_;
  std::optional<HttpSigner> signer_;
};

}  // namespace itk::invoke
