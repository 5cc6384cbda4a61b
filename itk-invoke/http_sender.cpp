#include "itk-invoke/http_sender.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/aws/ascii.h"
#include "common/aws/secrets.h"
#include "common/aws/uri.h"
#include "common/base/version.h"
#include "itk-invoke/http_request.h"

namespace itk::invoke {

using aws::Failure;
using std::chrono::milliseconds;

namespace {

constexpr int k_most_redirects = 5;
// An agent that thinks sends not a byte meanwhile, and a function behind the URL may run for 15 minutes.
constexpr std::chrono::seconds k_longest_silence{15 * 60 + 20};

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// 500 is not among them: it is what a web application says when it has failed, and would fail again.
Failure failure_of(int status) {
  const bool is_transient = status == 502 || status == 503 || status == 504;
  return status == 429 ? Failure::Throttled : is_transient ? Failure::Transient : Failure::Permanent;
}

}  // namespace

// One request, with what has become of it so far.
struct HttpSender::Journey {
  aws::HttpRequest request;
  std::optional<Timestamp> deadline;
  int attempts = 0;  // requests sent
  int tries = 0;     // of the present URL
  int redirects = 0;
  int retry_cost = 0;     // what the last retry took from the budget
  bool is_signed = true;  // false: redirected to somebody who is not to get our signature
};

Result<std::unique_ptr<HttpSender>> HttpSender::connect(AwsAccess& aws, HttpConduct conduct) {
  // Who is not signed needs no region, only the configured number of attempts.
  const bool is_signed = !conduct.signing_service.empty();
  const std::string region = is_signed || !conduct.signing_region.empty() ? conduct.signing_region : "none";
  ITK_TRY_ASSIGN(const aws::Config config, aws.config(region));
  conduct.signing_region = config.region;
  std::unique_ptr<HttpSender> sender(new HttpSender(std::move(conduct), config.retry));
  if (is_signed) {
    sender->signer_.emplace(sender->conduct_.signing_service, sender->conduct_.signing_region);
    ITK_TRY(sender->signer_->connect(aws));
  }
  return sender;
}

Result<aws::HttpRequest> HttpSender::attempt(const Journey& journey, Timestamp now) {
  aws::HttpRequest request = journey.request;
  request.timeouts.idle = k_longest_silence;
  if (journey.deadline) {
    request.timeouts.total = milliseconds(std::max<std::int64_t>(1, journey.deadline->ms() - now.ms()));
  }
  if (signer_ && journey.is_signed) {
    ITK_TRY(signer_->sign(request, now));
  }
  if (!aws::find_header(request.headers, "user-agent")) {
    request.headers.emplace_back("User-Agent", fmt::format("itk/{}", k_version));
  }
  return request;
}

Task<HttpOutcome> HttpSender::send(Ways& ways, aws::HttpRequest request, std::optional<Timestamp> deadline) {
  aws::Loop& loop = ways.loop;
  Journey journey{std::move(request), deadline};
  for (;;) {
    Result<aws::HttpRequest> next = attempt(journey, loop.clock().now());
    if (!next) {
      co_return HttpOutcome{tl::make_unexpected(std::move(next).error()), journey.attempts, journey.request.url};
    }
    ++journey.attempts;
    ++journey.tries;
    Result<aws::HttpResponse> response = co_await loop.send(std::move(*next));
    if (response && follow(*response, journey)) {
      continue;
    }
    if (response && !conduct_.ok.has(response->status) && failure_of(response->status) == Failure::Throttled) {
      ++ways.throttles;
    }
    const std::optional<milliseconds> delay = delay_before_next(response, journey);
    const bool is_too_late = delay && deadline && loop.clock().now().ms() + delay->count() >= deadline->ms();
    if (!delay || is_too_late) {
      hide_secrets(response, journey.request);
      co_return HttpOutcome{std::move(response), journey.attempts, journey.request.url};
    }
    co_await loop.wait(*delay);
  }
}

// Nothing: that was it.
std::optional<milliseconds> HttpSender::delay_before_next(const Result<aws::HttpResponse>& response, Journey& journey) {
  if (response && conduct_.ok.has(response->status)) {
    retrier_.succeeded(journey.retry_cost);
    return std::nullopt;
  }
  const Failure failure = response ? failure_of(response->status) : aws::classify_failure(response.error().code, 0);
  const bool is_safe = journey.request.may_resend || failure == Failure::NotSent;
  if (!conduct_.retries || !is_safe) {
    return std::nullopt;
  }
  const auto hint = response ? aws::retry_hint(response->headers) : std::nullopt;
  return retrier_.next_delay(journey.tries, failure, true, hint, journey.retry_cost);
}

// Makes the journey go on to where the response points.
bool HttpSender::follow(const aws::HttpResponse& response, Journey& journey) const {
  const auto location = response.header("location");
  if (!conduct_.follows_redirects || !is_redirect(response.status) || conduct_.ok.has(response.status) || !location ||
      journey.redirects == k_most_redirects) {
    return false;
  }
  aws::HttpRequest& request = journey.request;
  const Result<std::string> next = resolve_reference(request.url, *location);
  if (!next) {
    return false;
  }
  const auto origin = origin_of(request.url);
  if (!origin || *origin != origin_of(*next).value_or("")) {
    journey.is_signed = false;
    std::erase_if(request.headers, [](const auto& header) { return grants_access(header.first); });
  }
  // What every browser and curl do, and what RFC 9110 allows: only 307 and 308 repeat a POST as it was.
  const bool keeps_method = response.status == 307 || response.status == 308 || request.method == "GET" ||
                            request.method == "HEAD" || (response.status != 303 && request.method != "POST");
  if (!keeps_method) {
    request.method = "GET";
    request.body.clear();
    request.may_resend = true;
    std::erase_if(request.headers,
                  [](const auto& header) { return aws::lower_case(header.first).starts_with("content-"); });
  }
  request.url = *next;
  journey.tries = 0;
  ++journey.redirects;
  return true;
}

void HttpSender::hide_secrets(Result<aws::HttpResponse>& response, const aws::HttpRequest& request) const {
  std::vector<std::string_view> secrets = secrets_of(request);
  if (signer_) {
    const std::vector<std::string_view> held = signer_->secrets();
    secrets.insert(secrets.end(), held.begin(), held.end());
  }
  if (response) {
    response->body = aws::hide_secrets(std::move(response->body), secrets);
  } else {
    response.error().message = aws::hide_secrets(std::move(response.error().message), secrets);
  }
}

}  // namespace itk::invoke
