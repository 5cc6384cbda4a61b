// One service in one region: signs every attempt afresh, retries, corrects the clock, turns error answers
// into errors.
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
#include "common/aws/rate_limiter.h"
#include "common/aws/retry.h"
#include "common/aws/service.h"
#include "common/aws/sigv4.h"
#include "common/aws/transport.h"
#include "common/base/clock.h"
#include "common/base/log.h"

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

// Of the call that ended last, well or not.
struct LastCall {
  int attempts = 0;
  int status = 0;  // of the last answer; 0: there was none
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

  Result<Reply> call(const Request& request);

  const ServiceInfo& service() const { return *service_; }
  const Endpoint& endpoint() const { return endpoint_; }
  const std::string& region() const { return region_; }
  const CallStats& stats() const { return stats_; }
  const LastCall& last_call() const { return last_; }
  // How far the server's clock is ahead of ours, by the last answer's Date (to the second).
  std::chrono::seconds clock_offset() const { return skew_.offset(); }

 private:
  struct Attempt;
  Attempt attempt(const Request& request, const std::string& invocation_id);
  Result<HttpRequest> signed_request(const Request& request, const std::string& invocation_id, Timestamp time);
  void wait_for_turn();
  std::string without_secrets(std::string text, const Request& request) const;
  bool renew_credentials(Error& refusal);
  Error final_error(Error error) const;

  const ServiceInfo* service_;
  Endpoint endpoint_;
  std::string region_;
  std::shared_ptr<CredentialSource> credentials_;
  Transport* transport_;
  Clock* clock_;
  const Logger* log_;
  SigningKeyCache keys_;
  Retrier retrier_;
  CallStats stats_;
  LastCall last_;
  bool has_renewed_ = false;  // in this call
  ClockSkew skew_;
  std::optional<RateLimiter> limiter_;  // in retry mode "adaptive"
};

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
