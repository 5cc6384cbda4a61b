#include "itk-invoke/http_poll.h"

#include <fmt/core.h>

#include "common/aws/ascii.h"
#include "itk-invoke/http_answer.h"

namespace itk::invoke {
namespace {

class HttpPoll final : public Poll {
 public:
  HttpPoll(HttpTemplate request, LateFields inherited, HttpConduct conduct)
      : request_(std::move(request)), inherited_(std::move(inherited)), conduct_(std::move(conduct)) {}

  std::vector<std::string> fetches() const override { return request_.fetches(); }

  Status connect(AwsAccess& aws) override {
    ITK_TRY_ASSIGN(sender_, HttpSender::connect(aws, conduct_));
    HttpConduct elsewhere = conduct_;
    elsewhere.signing_service.clear();
    ITK_TRY_ASSIGN(unsigned_, HttpSender::connect(aws, std::move(elsewhere)));
    return {};
  }

  Task<Sight> look(Ways& ways, const Execution& execution, const FirstAnswer& first) const override {
    Sight sight;
    Result<aws::HttpRequest> request = request_to(first, execution.values);
    if (!request) {
      sight.error = request.error();
      co_return sight;
    }
    const bool is_home = origin_of(request->url) == origin_of(first.url);
    const aws::HttpRequest sent = *request;
    HttpOutcome outcome =
        co_await (is_home ? *sender_ : *unsigned_).send(ways, std::move(*request), execution.deadline);
    read(sent, std::move(outcome), sight);
    co_return sight;
  }

 private:
  Result<aws::HttpRequest> request_to(const FirstAnswer& first, const LateValues& values) const {
    ITK_TRY(request_.check(values));
    aws::HttpRequest request = request_.render(values);
    if (request.url.empty() && first.location.empty()) {
      return tl::make_unexpected(Error{ErrorClass::Validation,
                                       ExitCode::Failed,
                                       "no_location",
                                       "the first answer has no Location header that says where to look; write "
                                       "`until.url`",
                                       {},
                                       {}});
    }
    if (!first.url.empty()) {
      ITK_TRY_ASSIGN(request.url, resolve_reference(first.url, request.url.empty() ? first.location : request.url));
    }
    // What opens the door there is nobody else's business.
    if (origin_of(request.url) == origin_of(first.url)) {
      for (const auto& [name, text] : inherited_) {
        if (!aws::find_header(request.headers, name)) {
          request.headers.emplace_back(name, text.render(values));
        }
      }
    }
    return request;
  }

  void read(const aws::HttpRequest& sent, HttpOutcome outcome, Sight& sight) const {
    sight.receipt.attempts = outcome.attempts;
    if (!outcome.response) {
      sight.may_pass = aws::classify_failure(outcome.response.error().code, 0) != aws::Failure::Permanent;
      sight.error = std::move(outcome.response).error();
      return;
    }
    aws::HttpResponse& response = *outcome.response;
    sight.is_answer = true;
    sight.number = response.status;
    read_http_answer(outcome, sight.receipt);
    const bool is_busy =
        response.status == 429 || response.status == 502 || response.status == 503 || response.status == 504;
    sight.may_pass = is_busy;
    sight.least_pause = is_busy ? aws::retry_hint(response.headers).value_or(sight.least_pause) : sight.least_pause;
    if (response.status >= 400) {
      sight.error = http_error(sent, outcome, NumberSet(200, 399));
    }
    sight.body = std::move(response.body);
  }

  HttpTemplate request_;
  LateFields inherited_;
  HttpConduct conduct_;
  std::unique_ptr<HttpSender> sender_, unsigned_;
};

// Those of the first request that a look may have, too.
LateFields headers_to_inherit(const HttpTemplate* request) {
  LateFields headers;
  for (const auto& header : request == nullptr ? LateFields() : request->headers) {
    const std::string name = aws::lower_case(header.first);
    if (!name.starts_with("content-") && name != "idempotency-key" && name != "expect") {
      headers.push_back(header);
    }
  }
  return headers;
}

}  // namespace

std::unique_ptr<Poll> compile_http_poll(const YamlNode& until, const UntilBase& base, const Complain& complain) {
  const YamlNode* payload = until.find("payload");
  std::optional<HttpTemplate> request =
      read_http_request(until, "until", payload == nullptr ? YamlNode() : *payload, base.request != nullptr, complain);
  if (!request) {
    return nullptr;
  }
  if (base.request == nullptr && until.find("url") == nullptr) {
    complain(until.at, "missing_field", "\"until\" needs a command or an url that shows how far the job is");
    return nullptr;
  }
  HttpConduct conduct = base.conduct;
  conduct.retries = false;  // the next look is the retry
  return std::make_unique<HttpPoll>(std::move(*request), headers_to_inherit(base.request), std::move(conduct));
}

}  // namespace itk::invoke
