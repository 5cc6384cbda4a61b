#include "common/aws/client.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "common/aws/credentials.h"
#include "common/aws/secrets.h"
#include "common/aws/uuid.h"
#include "common/base/version.h"

namespace itk::aws {

// What came of one HTTP request: a response, or an error of the transport or of the service.
struct Client::Attempt {
  Result<HttpResponse> response;
  Failure failure = Failure::Permanent;  // where there is an error
  std::optional<std::chrono::milliseconds> server_hint{};
  bool is_expired = false;  // refused because the credentials were temporary and their time is over
};

// One call of a client, while it is under way.
struct Client::Call {
  Request request;
  std::string invocation_id;
  int attempts = 0;
  int status = 0;            // of the last answer
  int retry_cost = 0;        // what its last retry took from the bucket
  bool has_body = false;     // the sink has got some of it
  bool has_renewed = false;  // the credentials
};

namespace {

// The last two are what some services say of a session that they no longer know.
bool says_expired(std::string_view code) {
  constexpr std::array<std::string_view, 4> k_codes = {"ExpiredToken", "ExpiredTokenException",
                                                       "UnrecognizedClientException", "InvalidClientTokenId"};
  return std::find(k_codes.begin(), k_codes.end(), code) != k_codes.end();
}

}  // namespace

Client::Client(const ServiceInfo& service, Endpoint endpoint, const Config& config, Credentials credentials,
               Transport& transport, Clock& clock, const Logger& log, Random random)
    : Client(service, std::move(endpoint), config, std::make_shared<CredentialSource>(std::move(credentials)),
             transport, clock, log, std::move(random)) {}

Client::Client(const ServiceInfo& service, Endpoint endpoint, const Config& config,
               std::shared_ptr<CredentialSource> credentials, Transport& transport, Clock& clock, const Logger& log,
               Random random)
    : service_(&service),
      endpoint_(std::move(endpoint)),
      region_(config.region),
      credentials_(std::move(credentials)),
      blocking_(transport, clock),
      clock_(&clock),
      log_(&log),
      retrier_(config.retry, std::move(random)) {
  if (config.retry.mode == RetryMode::Adaptive) {
    limiter_.emplace(clock.now());
  }
}

Result<HttpRequest> Client::signed_request(Call& call, Timestamp time) {
  const Request& request = call.request;
  constexpr std::size_t k_added_headers = 7;
  HttpRequest http{request.method,    endpoint_.url + request.target, {}, request.body, request.timeouts,
                   request.idempotent};
  http.headers.reserve(request.headers.size() + k_added_headers);
  http.headers = request.headers;
  if (request.sign) {
    ITK_TRY_ASSIGN(const Credentials* credentials, credentials_->current());
    ITK_TRY_ASSIGN(Headers signature, sign_request(http, *credentials, region_, service_->signing_name, time, keys_));
    std::move(signature.begin(), signature.end(), std::back_inserter(http.headers));
  }
  // Behind the signature, as AWS's SDKs do: proxies may rewrite the first, the others only help to find a
  // call again.
  static const std::string k_user_agent = fmt::format("itk/{}", k_version);
  http.headers.emplace_back("User-Agent", k_user_agent);
  http.headers.emplace_back("amz-sdk-invocation-id", call.invocation_id);
  http.headers.emplace_back("amz-sdk-request",
                            fmt::format("attempt={}; max={}", call.attempts, retrier_.settings().max_attempts));
  if (request.on_body) {
    http.on_head = request.on_head;
    http.on_body = [&call](std::string_view bytes) {
      call.has_body = true;
      return call.request.on_body(bytes);
    };
  }
  return http;
}

Task<Client::Attempt> Client::attempt(Call& call, Channel& channel) {
  const Timestamp sent = clock_->now();
  const Timestamp signed_with = skew_.correct(sent);
  Result<HttpRequest> http = signed_request(call, signed_with);
  if (!http) {
    co_return Attempt{tl::make_unexpected(std::move(http).error()), Failure::Permanent, {}};
  }
  if (call.request.deadline) {
    const auto left = std::chrono::milliseconds(std::max<std::int64_t>(1, call.request.deadline->ms() - sent.ms()));
    http->timeouts.total = http->timeouts.total.count() == 0 ? left : std::min(http->timeouts.total, left);
  }
  Result<HttpResponse> response = co_await channel.send(std::move(*http));
  if (!response) {
    Error error = with_context(std::move(response).error(), std::string(service_->name));
    error.service = service_->name;
    const Failure failure = call.has_body ? Failure::Permanent : classify_failure(error.code, 0);
    co_return Attempt{tl::make_unexpected(std::move(error)), failure, {}};
  }
  skew_.observe(*response, sent, clock_->now());
  call.status = response->status;
  co_return judge(call, std::move(*response), signed_with);
}

// What the answer to one request means.
Client::Attempt Client::judge(const Call& call, HttpResponse response, Timestamp signed_with) {
  stats_.bytes_received += static_cast<std::int64_t>(response.body.size());
  if (response.status < 300) {
    return {std::move(response), Failure::Permanent, {}};
  }
  // Before it is cut or unescaped, and after.
  response.body = without_secrets(std::move(response.body), call.request);
  Error error = service_error(*service_, response);
  error.message = without_secrets(std::move(error.message), call.request);
  Failure failure = classify_failure(error.code, response.status);
  if (failure == Failure::Permanent && response.status < 500 && skew_.explains_refusal(signed_with, clock_->now())) {
    failure = Failure::ClockSkew;
  }
  stats_.throttles += failure == Failure::Throttled ? 1 : 0;
  const bool is_expired = failure == Failure::Permanent && call.request.sign && says_expired(error.code) &&
                          !credentials_->held()->session_token.empty();
  return {tl::make_unexpected(std::move(error)), failure, retry_hint(response.headers), is_expired};
}

// AWS quotes the whole request, session token included, in the error of a wrong signature.
std::string Client::without_secrets(std::string text, const Request& request) const {
  std::vector<std::string_view> secrets(request.secrets.begin(), request.secrets.end());
  if (const Credentials* held = credentials_->held()) {
    secrets.insert(secrets.end(), {held->session_token, held->secret_access_key});
  }
  return hide_secrets(std::move(text), secrets);
}

// Once per call. Nothing was done where the credentials were refused, so that even a call that must not
// happen twice may be sent again.
bool Client::renew_credentials(Call& call, Error& refusal) {
  if (std::exchange(call.has_renewed, true)) {
    return false;
  }
  const Result<bool> renewed = credentials_->renew();
  if (!renewed) {
    refusal.message += "; fetching new credentials failed: " + renewed.error().message;
    return false;
  }
  return *renewed;
}

Task<Called> Client::start(Request request, Channel& channel) {
  Call call{std::move(request), make_uuid()};
  ++stats_.calls;
  for (;;) {
    ++call.attempts;
    if (limiter_) {
      co_await channel.wait(limiter_->take(clock_->now()));
    }
    Attempt result = co_await attempt(call, channel);
    if (limiter_) {
      limiter_->observe(result.failure == Failure::Throttled, clock_->now());
    }
    if (result.response) {
      retrier_.succeeded(call.retry_cost);
      HttpResponse& response = *result.response;
      std::string request_id = request_id_of(response);
      co_return Called{Reply{response.status, std::move(response.headers), std::move(response.body),
                             std::move(request_id), call.attempts},
                       call.attempts, call.status};
    }
    Error& error = result.response.error();
    if (result.is_expired && renew_credentials(call, error)) {
      log_->debug(error.message + "; trying again with new credentials");
      ++stats_.retries;
      continue;
    }
    const auto delay = retrier_.next_delay(call.attempts, result.failure, call.request.idempotent, result.server_hint,
                                           call.retry_cost);
    const auto& deadline = call.request.deadline;
    if (!delay || (deadline && clock_->now().ms() + delay->count() >= deadline->ms())) {
      co_return Called{tl::make_unexpected(final_error(std::move(error), call)), call.attempts, call.status};
    }
    log_->debug(fmt::format("{}; attempt {} of {} follows in {} ms", error.message, call.attempts + 1,
                            retrier_.settings().max_attempts, delay->count()));
    ++stats_.retries;
    co_await channel.wait(*delay);
  }
}

std::optional<std::chrono::milliseconds> Client::entries_refused(int attempt, bool throttled) {
  stats_.throttles += throttled ? 1 : 0;
  if (limiter_ && throttled) {
    limiter_->observe(true, clock_->now());
  }
  int cost = 0;
  return retrier_.next_delay(attempt, throttled ? Failure::Throttled : Failure::Transient, true, {}, cost);
}

Task<Called> Caller::start(Request request) const {
  request.deadline = deadline_;
  return client_->start(std::move(request), *channel_);
}

Task<CallResult<Reply>> Caller::call(Request request) const {
  Called called = co_await start(std::move(request));
  if (!called.reply) {
    co_return tl::make_unexpected(CallFailure(std::move(called.reply).error(), called.attempts, called.status));
  }
  co_return std::move(*called.reply);
}

Result<Reply> Client::call(Request request) { return take(start(std::move(request), blocking_)).reply; }

// The error as it is handed out, with what helps against it.
Error Client::final_error(Error error, const Call& call) const {
  if (call.attempts > 1) {
    error.message += fmt::format(", after {} attempts", call.attempts);
  }
  if (error.error_class != ErrorClass::Auth) {
    return error;
  }
  const auto offset = skew_.offset().count();
  if (error.code.starts_with("ExpiredToken")) {
    error.message += "; the session token has expired, fetch a new one";
  } else if (offset > 240 || offset < -240) {
    error.message += fmt::format("; this machine's clock is {} seconds {} AWS's", offset < 0 ? -offset : offset,
                                 offset < 0 ? "ahead of" : "behind");
  }
  return error;
}

Result<Client> make_client(Service service, const Config& config, Transport& transport, Clock& clock, const Logger& log,
                           const Environment& environment) {
  return make_client(service, config, transport, clock, log,
                     make_credential_source(config, transport, clock, log, environment));
}

Result<Client> make_client(Service service, const Config& config, Transport& transport, Clock& clock, const Logger& log,
                           std::shared_ptr<CredentialSource> credentials) {
  ITK_TRY_ASSIGN(Endpoint endpoint, resolve_endpoint(config, service));
  ITK_TRY(credentials->current());
  return Client(service_info(service), std::move(endpoint), config, std::move(credentials), transport, clock, log);
}

Request json_request(const ServiceInfo& service, std::string_view operation, std::string body) {
  Request request;
  request.headers = {{"X-Amz-Target", fmt::format("{}.{}", service.target_prefix, operation)},
                     {"Content-Type", std::string(service.content_type)}};
  request.body = std::move(body);
  return request;
}

}  // namespace itk::aws
