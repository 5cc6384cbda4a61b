#include "common/aws/retry.h"

#include <gtest/gtest.h>

namespace itk::aws {
namespace {

using std::chrono::milliseconds;

Random always(double value) {
  return [value] { return value; };
}

std::optional<milliseconds> delay_of(Retrier& retrier, int attempt, Failure failure, bool idempotent = true,
                                     std::optional<milliseconds> hint = {}) {
  int cost = 0;
  return retrier.next_delay(attempt, failure, idempotent, hint, cost);
}

TEST(Retrier, DelaysDoubleFromFiftyMillisecondsOrOneSecond) {
  Retrier retrier({RetryMode::Standard, 100, true}, always(0.5));
  EXPECT_EQ(delay_of(retrier, 1, Failure::Transient), milliseconds(25));
  EXPECT_EQ(delay_of(retrier, 2, Failure::Transient), milliseconds(50));
  EXPECT_EQ(delay_of(retrier, 5, Failure::Timeout), milliseconds(400));
  EXPECT_EQ(delay_of(retrier, 1, Failure::Throttled), milliseconds(500));
  EXPECT_EQ(delay_of(retrier, 3, Failure::Throttled), milliseconds(2000));
  EXPECT_EQ(delay_of(retrier, 9, Failure::Throttled), milliseconds(10'000));
  EXPECT_EQ(delay_of(retrier, 99, Failure::Transient), milliseconds(10'000));
}

TEST(Retrier, OlderNumbersStartAtOneSecond) {
  Retrier before({RetryMode::Standard, 3, false}, always(0.5));
  EXPECT_EQ(delay_of(before, 1, Failure::Transient, true, milliseconds(9'000)), milliseconds(500));
  EXPECT_EQ(before.tokens(), 495);
  EXPECT_EQ(delay_of(before, 2, Failure::Timeout), milliseconds(1000));
  EXPECT_EQ(before.tokens(), 485);
  Retrier legacy({RetryMode::Legacy, 5, true}, always(0.5));
  EXPECT_EQ(delay_of(legacy, 4, Failure::Transient), milliseconds(4000));
  EXPECT_EQ(legacy.tokens(), 500);
}

TEST(Retrier, StopsAtTheLastAttempt) {
  Retrier retrier({RetryMode::Standard, 3, true}, always(0));
  EXPECT_TRUE(delay_of(retrier, 2, Failure::Transient));
  EXPECT_FALSE(delay_of(retrier, 3, Failure::Transient));
}

TEST(Retrier, ACallThatMustNotHappenTwiceIsRetriedOnlyIfNothingWasDone) {
  Retrier retrier({}, always(0));
  EXPECT_TRUE(delay_of(retrier, 1, Failure::Throttled, false));
  EXPECT_TRUE(delay_of(retrier, 1, Failure::NotSent, false));
  EXPECT_TRUE(delay_of(retrier, 1, Failure::ClockSkew, false));
  EXPECT_FALSE(delay_of(retrier, 1, Failure::Timeout, false));
  EXPECT_FALSE(delay_of(retrier, 1, Failure::Transient, false));
  EXPECT_FALSE(delay_of(retrier, 1, Failure::Permanent, true));
}

TEST(Retrier, AnEmptyBucketEndsRetries) {
  Retrier retrier({RetryMode::Standard, 3, true}, always(0));
  for (int i = 0; i < 35; ++i) {
    EXPECT_TRUE(delay_of(retrier, 1, Failure::Transient)) << i;
  }
  EXPECT_EQ(retrier.tokens(), 10);
  EXPECT_FALSE(delay_of(retrier, 1, Failure::Transient));
  EXPECT_TRUE(delay_of(retrier, 1, Failure::Throttled));
  EXPECT_TRUE(delay_of(retrier, 1, Failure::Throttled));
  EXPECT_FALSE(delay_of(retrier, 1, Failure::Throttled));
}

TEST(Retrier, SuccessRefundsTheLastRetryOrOneToken) {
  Retrier retrier({RetryMode::Standard, 5, true}, always(0));
  int cost = 0;
  EXPECT_TRUE(retrier.next_delay(1, Failure::Transient, true, {}, cost));
  EXPECT_TRUE(retrier.next_delay(2, Failure::Throttled, true, {}, cost));
  EXPECT_EQ(retrier.tokens(), 481);
  retrier.succeeded(cost);
  EXPECT_EQ(retrier.tokens(), 486);
  retrier.succeeded(0);
  EXPECT_EQ(retrier.tokens(), 487);
  for (int i = 0; i < 20; ++i) {
    retrier.succeeded(0);
  }
  EXPECT_EQ(retrier.tokens(), 500);
}

TEST(Retrier, TheServerMayAddUpToFiveSeconds) {
  Retrier retrier({}, always(0.5));
  EXPECT_EQ(delay_of(retrier, 1, Failure::Throttled, true, milliseconds(100)), milliseconds(500));
  EXPECT_EQ(delay_of(retrier, 1, Failure::Throttled, true, milliseconds(1500)), milliseconds(1500));
  EXPECT_EQ(delay_of(retrier, 1, Failure::Throttled, true, milliseconds(60'000)), milliseconds(5500));
}

TEST(RetryHint, IsMillisecondsOfAmazonOrSecondsOfHttp) {
  EXPECT_EQ(retry_hint({{"X-Amz-Retry-After", "1500"}, {"Retry-After", "9"}}), milliseconds(1500));
  EXPECT_EQ(retry_hint({{"Retry-After", "2"}}), milliseconds(2000));
  for (const char* text : {"", "soon", "-1", "1.5", "Fri, 20 Nov 2026 08:00:00 GMT"}) {
    EXPECT_FALSE(retry_hint({{"x-amz-retry-after", text}})) << text;
  }
  EXPECT_FALSE(retry_hint({}));
}

TEST(Failure, EveryThrottlingCodeIsKnown) {
  for (const char* code : {"Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
                           "RequestThrottled", "TooManyRequestsException", "ProvisionedThroughputExceededException",
                           "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded",
                           "LimitExceededException", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException"}) {
    EXPECT_EQ(classify_failure(code, 400), Failure::Throttled) << code;
  }
  EXPECT_EQ(classify_failure("Other", 429), Failure::Throttled);
}

TEST(Failure, TransientAreServerFaultsAndAFewCodes) {
  for (int status : {500, 502, 503, 504}) {
    EXPECT_EQ(classify_failure("Other", status), Failure::Transient) << status;
  }
  EXPECT_EQ(classify_failure("RetryableConflictException", 409), Failure::NotSent);  // AgentCore began nothing
  for (const char* code :
       {"RequestTimeout", "RequestTimeoutException", "IDPCommunicationError", "ModelNotReadyException"}) {
    EXPECT_EQ(classify_failure(code, 400), Failure::Transient) << code;
  }
  for (int status : {400, 403, 404, 409, 424, 501, 505}) {
    EXPECT_EQ(classify_failure("Other", status), Failure::Permanent) << status;
  }
  EXPECT_EQ(classify_failure("RequestTimeTooSkewed", 403), Failure::ClockSkew);
}

TEST(Failure, TransportErrorsAreToldApartByWhetherTheRequestWentOut) {
  for (const char* code : {"dns_failed", "connect_failed", "connect_timeout", "tls_failed"}) {
    EXPECT_EQ(classify_failure(code, 0), Failure::NotSent) << code;
    EXPECT_TRUE(was_certainly_not_sent({ErrorClass::Transient, ExitCode::Unreachable, code, "", "", ""}));
  }
  EXPECT_EQ(classify_failure("idle_timeout", 0), Failure::Timeout);
  EXPECT_EQ(classify_failure("total_timeout", 0), Failure::Timeout);
  for (const char* code : {"connection_reset", "answer_cut", "transport_failed"}) {
    EXPECT_EQ(classify_failure(code, 0), Failure::Transient) << code;
    EXPECT_FALSE(was_certainly_not_sent({ErrorClass::Transient, ExitCode::Unreachable, code, "", "", ""}));
  }
  for (const char* code : {"tls_untrusted", "answer_too_large", "bad_url", "bad_ca_bundle", "bad_header"}) {
    EXPECT_EQ(classify_failure(code, 0), Failure::Permanent) << code;
  }
}

TEST(SystemRandom, StaysBelowOne) {
  const Random random = system_random();
  for (int i = 0; i < 1000; ++i) {
    const double value = random();
    EXPECT_GE(value, 0.0);
    EXPECT_LT(value, 1.0);
  }
}

}  // namespace
}  // namespace itk::aws
