#include "itk-invoke/http.h"

#include <fmt/core.h>

#include "common/base/nearest.h"
#include "itk-invoke/http_answer.h"
#include "itk-invoke/http_reader.h"
#include "itk-invoke/until.h"

namespace itk::invoke {
namespace {

constexpr std::string_view k_path = "entrypoint.target";
const std::vector<std::string> k_keys = {"url",  "method",  "headers", "query",           "expect_status",
                                         "auth", "service", "region",  "follow_redirects"};

class HttpDelivery final : public Delivery {
 public:
  HttpDelivery(HttpTemplate request, HttpConduct conduct, std::string nonce_attribute, std::unique_ptr<Until> until)
      : request_(std::move(request)),
        conduct_(std::move(conduct)),
        nonce_header_(nonce_header(nonce_attribute)),
        until_(std::move(until)) {}

  std::string target() const override { return request_.target(); }
  RawJson request(const Execution& execution) const override { return request_.shown(execution.values); }
  std::vector<std::string> fetches() const override {
    std::vector<std::string> names = request_.fetches();
    if (until_) {
      const std::vector<std::string> more = until_->fetches();
      names.insert(names.end(), more.begin(), more.end());
    }
    return names;
  }
  std::optional<aws::Service> service() const override { return std::nullopt; }
  std::string region() const override { return conduct_.signing_service.empty() ? "" : conduct_.signing_region; }

  Status connect(AwsAccess& aws) override {
    ITK_TRY_ASSIGN(sender_, HttpSender::connect(aws, conduct_));
    return until_ ? until_->connect(aws) : Status();
  }

  Task<Delivered> send(Ways& ways, const Execution& execution) const override {
    ITK_CO_TRY(request_.check(execution.values));
    aws::HttpRequest request = request_.render(execution.values);
    if (execution.leaves_marks) {
      add_marks(request, execution.identity, nonce_header_);
    }
    HttpOutcome outcome = co_await sender_->send(ways, request, execution.deadline);
    Receipt receipt;
    receipt.attempts = outcome.attempts;
    if (!outcome.response) {
      co_return tl::make_unexpected(
          DeliveryFailure(with_context(std::move(outcome.response).error(), "http"), std::move(receipt)));
    }
    read_http_answer(outcome, receipt);
    if (!conduct_.ok.has(receipt.http_status)) {
      co_return tl::make_unexpected(DeliveryFailure(http_error(request, outcome, conduct_.ok), std::move(receipt)));
    }
    if (!until_) {
      co_return receipt;
    }
    FirstAnswer first{std::move(receipt), std::move(outcome.response->body), std::move(outcome.url),
                      std::string(outcome.response->header("location").value_or(""))};
    co_return co_await until_->wait(ways, execution, std::move(first));
  }

 private:
  HttpTemplate request_;
  HttpConduct conduct_;
  std::string nonce_header_;
  std::unique_ptr<Until> until_;
  std::unique_ptr<HttpSender> sender_;  // once connected
};

bool read_auth(const YamlNode& target, const Complain& complain, HttpConduct& conduct) {
  const auto member = [&](std::string_view key) {
    return scalar_text(target, key, fmt::format("{}.{}", k_path, key), complain).value_or("");
  };
  const std::string auth = member("auth");
  conduct.signing_region = member("region");
  if (auth.empty() || auth == "none") {
    return true;
  }
  const Place at = target.find("auth")->at;
  if (auth != "sigv4") {
    complain(at, "bad_auth",
             fmt::format("there is no auth \"{}\"; write sigv4, or the header that the API wants, like `headers: "
                         "{{Authorization: \"Bearer ${{secret:NAME}}\"}}`{}",
                         auth, did_you_mean(auth, {"sigv4", "none"})));
    return false;
  }
  conduct.signing_service = member("service");
  if (conduct.signing_service.empty()) {
    complain(at, "missing_field",
             "`auth: sigv4` needs the name that is signed for; add `service: execute-api` (API Gateway), lambda "
             "(function URLs), es, aoss or another");
  }
  return !conduct.signing_service.empty();
}

bool read_conduct(const YamlNode& target, const Complain& complain, HttpConduct& conduct) {
  if (const YamlNode* expected = target.find("expect_status"); expected != nullptr && !expected->is_null()) {
    const std::optional<NumberSet> statuses = NumberSet::read(*expected, 100, 599);
    if (!statuses) {
      complain(expected->at, "bad_status",
               fmt::format("\"{}.expect_status\" must be an HTTP status like 202, 4xx or a list of them", k_path));
      return false;
    }
    conduct.ok = *statuses;
  }
  const std::string follow =
      scalar_text(target, "follow_redirects", fmt::format("{}.follow_redirects", k_path), complain).value_or("false");
  conduct.follows_redirects = follow == "true";
  if (follow != "true" && follow != "false") {
    complain(target.find("follow_redirects")->at, "wrong_type",
             fmt::format("\"{}.follow_redirects\" must be true or false", k_path));
    return false;
  }
  return read_auth(target, complain, conduct);
}

}  // namespace

std::unique_ptr<Delivery> compile_http(const Case& test_case, const settings::Settings& settings, Problems& problems) {
  const Complain complain = [&](Place at, std::string code, std::string message) {
    problems.live(test_case.file, at, std::move(code), std::move(message));
  };
  const YamlNode& target = test_case.target;
  const YamlNode* url = target.find("url");
  if (url == nullptr || url->is_null() || settings::is_unfilled(url->text)) {
    complain(url == nullptr ? (target.is_null() ? test_case.entrypoint_at : target.at) : url->at, "no_url",
             "no URL to send to; set entrypoint.target.url, like https://api.example.com/orders");
    return nullptr;
  }
  check_keys(target, k_path, k_keys, complain);
  std::optional<HttpTemplate> request = read_http_request(target, k_path, test_case.payload, false, complain);
  HttpConduct conduct;
  const bool is_good = read_conduct(target, complain, conduct);
  const HttpTemplate unread;  // whose problems are said; those of `until` may be said, too
  std::unique_ptr<Until> until = compile_until(test_case, settings, {request ? &*request : &unread, conduct}, problems);
  if (!request || !is_good || (test_case.until.is_map() && !until)) {
    return nullptr;
  }
  return std::make_unique<HttpDelivery>(std::move(*request), std::move(conduct),
                                        settings.get("ITK_TRACE_ID_ATTR").value_or("ITK_TRACE_ID"), std::move(until));
}

}  // namespace itk::invoke
