// Retries as AWS's SDKs do them: "standard" with the numbers of 2026, or an older set where the configuration
// asks for it. A bucket of tokens per client stops retries from piling up on a service that is down.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "common/aws/transport.h"

namespace itk::aws {

enum class RetryMode { Legacy, Standard, Adaptive };

struct RetrySettings {
  RetryMode mode = RetryMode::Standard;
  int max_attempts = 3;              // in total, the first included
  bool numbers_of_2026 = true;       // AWS_NEW_RETRIES_2026=false brings back the old ones
  bool again_when_throttled = true;  // false: who calls keeps its own pace
};

// Uniform in [0, 1): the jitter. A test gives its own.
using Random = std::function<double()>;
Random system_random();

// What a failed attempt means for the next.
enum class Failure {
  Throttled,  // refused for its rate; nothing was done
  NotSent,    // no connection, or refused before anything was done
  Timeout,    // sent, no answer in time
  Transient,  // 5xx, connection lost: may or may not have been done
  ClockSkew,  // refused for its date
  Permanent,
};

// By code and status of an answer, or by code of a transport error (status 0).
Failure classify_failure(std::string_view code, int status);

// One per client.
class Retrier {
 public:
  Retrier(RetrySettings settings, Random random);

  // Whether to try again after attempt number `attempt` (from 1) failed so, and after which delay. Takes
  // tokens, and says in `cost` how many. `server_hint` is what the server asked for (see retry_hint). A call that is
  // not `idempotent` is tried again only where nothing can have been done.
  std::optional<std::chrono::milliseconds> next_delay(int attempt, Failure failure, bool idempotent,
                                                      std::optional<std::chrono::milliseconds> server_hint, int& cost);
  // Refunds tokens: what the last retry of this call took (0: there was none), or 1.
  void succeeded(int last_cost);

  const RetrySettings& settings() const { return settings_; }
  int tokens() const { return tokens_; }

 private:
  RetrySettings settings_;
  Random random_;
  int tokens_ = 500;
};

// x-amz-retry-after (milliseconds), else Retry-After (seconds).
std::optional<std::chrono::milliseconds> retry_hint(const Headers& headers);

}  // namespace itk::aws
