// One service in one region: signs every attempt afresh, retries, corrects the clock, turns error answers
// into errors. Any number of calls may be under way at once, on the loop that carries them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/aws/clock_skew.h"
#include "common/aws/config.h"
#include "common/aws/credential_source.h"
#include "common/aws/error.h"
#include "common/aws/loop.h"
#include "common/aws/rate_limiter.h"
#include "common/aws/retry.h"
#include "common/aws/service.h"
#include "common/aws/sigv4.h"
#include "common/aws/transport.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/json/parser.h"

namespace itk::aws {

struct Request {
  std::string method = "POST";
  std::string target = "/";  // path and query, percent-encoded; behind the endpoint's own path
  Headers headers;
  std::string body;
  Timeouts timeouts;
  // False: must not happen twice, so it is not sent again unless nothing can have been done (throttled, no
  // connection).
  bool idempotent = true;
  // False for the few calls that get credentials in the first place.
  bool sign = true;
  // What the request holds and no message may show, whatever the answer quotes.
  std::vector<std::string> secrets;
  // Gets the body of an answer with a status below 300 as it comes. Once it has got any, the call is not sent again.
  BodySink on_body;
  HeadSink on_head;  // before that; again for each attempt
  // No attempt begins, or lasts, beyond it.
  std::optional<Timestamp> deadline;
};

struct Reply {
  int status = 0;
  Headers headers;
  std::string body;
  std::string request_id;
  int attempts = 0;
};

// Of a client's whole life.
struct CallStats {
  std::int64_t calls = 0;
  std::int64_t retries = 0;         // HTTP requests = calls + retries
  std::int64_t throttles = 0;       // answers that refused the rate
  std::int64_t bytes_received = 0;  // of bodies
};

// A call that has ended, well or not.
struct Called {
  Result<Reply> reply;
  int attempts = 0;
  int status = 0;  // of the last answer; 0: there was none
};

// Why a call came to nothing, whatever it was made for.
struct CallFailure {
  CallFailure(Error why) : error(std::move(why)) {}  // NOLINT: what fails before the first attempt is an Error
  CallFailure(Error why, int made, int answered) : error(std::move(why)), attempts(made), status(answered) {}

  Error error;
  int attempts = 0;
  int status = 0;
};
template <class T>
using CallResult = tl::expected<T, CallFailure>;

class Client;

// A client, and what carries its requests: what functions take that call AWS.
class Caller {
 public:
  // What is called has to be over at `deadline`.
  Caller(Client& client, Channel& channel, std::optional<Timestamp> deadline = {})
      : client_(&client), channel_(&channel), deadline_(deadline) {}
  Task<Called> start(Request request) const;
  // The same, for who needs nothing of a call that failed but why.
  Task<CallResult<Reply>> call(Request request) const;
  Client& client() const { return *client_; }
  Channel& channel() const { return *channel_; }
  const ServiceInfo& service() const;

 private:
  Client* client_;
  Channel* channel_;
  std::optional<Timestamp> deadline_;
};

class Client {
 public:
  // `transport`, `clock` and `log` outlive the client.
  Client(const ServiceInfo& service, Endpoint endpoint, const Config& config, Credentials credentials,
         Transport& transport, Clock& clock, const Logger& log, Random random = system_random());
  // The same with credentials that are renewed, and that other clients may use too.
  Client(const ServiceInfo& service, Endpoint endpoint, const Config& config,
         std::shared_ptr<CredentialSource> credentials, Transport& transport, Clock& clock, const Logger& log,
         Random random = system_random());

  // One call, carried by `channel`, which outlives it.
  Task<Called> start(Request request, Channel& channel);
  // The same; blocks until it has ended.
  Result<Reply> call(Request request);
  // Of a call that was answered well, entries were refused: after which delay to send them again, if at all.
  std::optional<std::chrono::milliseconds> entries_refused(int attempt, bool throttled);
  // To read answers with, between two waits.
  json::Parser& parser() { return parser_; }
  // For tasks that may block: take(send_message(client.blocking(), message)).
  Caller blocking() { return {*this, blocking_}; }

  const ServiceInfo& service() const { return *service_; }
  const Endpoint& endpoint() const { return endpoint_; }
  const std::string& region() const { return region_; }
  const CallStats& stats() const { return stats_; }
  // How far the server's clock is ahead of ours, by the last answer's Date (to the second).
  std::chrono::seconds clock_offset() const { return skew_.offset(); }

 private:
  struct Attempt;
  struct Call;
  Task<Attempt> attempt(Call& call, Channel& channel);
  Attempt judge(const Call& call, HttpResponse response, Timestamp signed_with);
  Result<HttpRequest> signed_request(Call& call, Timestamp time);
  std::string without_secrets(std::string text, const Request& request) const;
  bool renew_credentials(Call& call, Error& refusal);
  Error final_error(Error error, const Call& call) const;

  const ServiceInfo* service_;
  Endpoint endpoint_;
  std::string region_;
  std::shared_ptr<CredentialSource> credentials_;
  BlockingChannel blocking_;
  Clock* clock_;
  const Logger* log_;
  SigningKeyCache keys_;
  Retrier retrier_;
  CallStats stats_;
  json::Parser parser_;
  ClockSkew skew_;
  std::optional<RateLimiter> limiter_;  // in retry mode "adaptive"
};

inline const ServiceInfo& Caller::service() const { return client_->service(); }

// A client with the endpoint and the credentials that config and environment give. Fetches the credentials,
// so that it fails before the first call where there are none.
Result<Client> make_client(Service service, const Config& config, Transport& transport, Clock& clock, const Logger& log,
                           const Environment& environment);
// The same with the credentials of make_credential_source (credentials.h), which several clients may share.
Result<Client> make_client(Service service, const Config& config, Transport& transport, Clock& clock, const Logger& log,
                           std::shared_ptr<CredentialSource> credentials);

// POST / with X-Amz-Target, for SQS and CloudWatch Logs.
Request json_request(const ServiceInfo& service, std::string_view operation, std::string body);

}  // namespace itk::aws
