#include "common/aws/client.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "common/base/version.h"
#include "tests/support/fake_client.h"

namespace itk::aws {
namespace {

using test::FakeClient;

Request some_request() { return json_request(service_info(Service::Logs), "FilterLogEvents", "{}"); }

std::string sent_header(const FakeClient& fake, std::size_t attempt, std::string_view name) {
  return std::string(find_header(fake.transport.requests.at(attempt).headers, name).value_or("(absent)"));
}

TEST(Client, SignsAndSendsTheRequest) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(200, "{}", {{"x-amzn-RequestId", "r-1"}});
  const auto reply = fake.client.call(some_request());
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->request_id, "r-1");
  EXPECT_EQ(reply->attempts, 1);
  const HttpRequest& sent = fake.transport.requests.at(0);
  EXPECT_EQ(sent.method, "POST");
  EXPECT_EQ(sent.url, "https://service.test/");
  EXPECT_TRUE(sent.may_resend);
  EXPECT_EQ(sent_header(fake, 0, "X-Amz-Target"), "Logs_20140328.FilterLogEvents");
  EXPECT_EQ(sent_header(fake, 0, "X-Amz-Security-Token"), "token");
  EXPECT_EQ(sent_header(fake, 0, "User-Agent"), std::string("itk/") + k_version);
  EXPECT_NE(sent_header(fake, 0, "Authorization")
                .find("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,"),
            std::string::npos);
}

TEST(Client, EveryAttemptIsSignedAfreshUnderTheSameInvocationId) {
  FakeClient fake(Service::Logs, 0.99);
  fake.transport.answer(429, "{}");
  fake.transport.answer(429, "{}");
  fake.transport.answer(200, "{}");
  ASSERT_TRUE(fake.client.call(some_request()));
  EXPECT_NE(sent_header(fake, 0, "X-Amz-Date"), sent_header(fake, 2, "X-Amz-Date"));
  EXPECT_NE(sent_header(fake, 0, "Authorization"), sent_header(fake, 2, "Authorization"));
  EXPECT_EQ(sent_header(fake, 0, "amz-sdk-invocation-id"), sent_header(fake, 2, "amz-sdk-invocation-id"));
  EXPECT_EQ(sent_header(fake, 0, "amz-sdk-invocation-id").size(), 36u);
  EXPECT_EQ(sent_header(fake, 0, "amz-sdk-request"), "attempt=1; max=3");
  EXPECT_EQ(sent_header(fake, 2, "amz-sdk-request"), "attempt=3; max=3");
  EXPECT_EQ(fake.transport.requests.at(0).headers.size(), fake.transport.requests.at(2).headers.size());
}

TEST(Client, WaitsAsLongAsTheScheduleSays) {
  FakeClient fake(Service::Logs, 0.5);
  const Timestamp start = fake.clock.now();
  fake.transport.answer(500, "{}");
  fake.transport.answer(400, R"({"__type":"ThrottlingException"})");
  fake.transport.answer(200, "{}");
  ASSERT_TRUE(fake.client.call(some_request()));
  EXPECT_EQ(milliseconds_between(start, fake.clock.now()), 25 + 1000);  // 0.5 x 50 ms, then 0.5 x 2 x 1 s
}

TEST(Client, HeedsRetryAfter) {
  FakeClient fake(Service::Logs);
  const Timestamp start = fake.clock.now();
  fake.transport.answer(429, "{}", {{"x-amz-retry-after", "1234"}});
  fake.transport.answer(200, "{}");
  ASSERT_TRUE(fake.client.call(some_request()));
  EXPECT_EQ(milliseconds_between(start, fake.clock.now()), 1234);
}

TEST(Client, TheLastErrorCountsTheAttemptsAndKeepsTheRequestId) {
  FakeClient fake(Service::Logs);
  for (int i = 0; i < 3; ++i) {
    fake.transport.answer(503, R"({"__type":"ServiceUnavailable","message":"busy"})", {{"x-amzn-requestid", "r-9"}});
  }
  const Called called = take(fake.client.blocking().start(some_request()));
  const Result<Reply>& reply = called.reply;
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().message, "logs: ServiceUnavailable: busy (request id r-9), after 3 attempts");
  EXPECT_EQ(reply.error().request_id, "r-9");
  EXPECT_EQ(reply.error().exit, ExitCode::Unreachable);
  EXPECT_EQ(called.attempts, 3);
  EXPECT_EQ(called.status, 503);
}

TEST(Client, RetriesWhatTheTransportLost) {
  FakeClient fake(Service::Logs);
  fake.transport.fail("connection_reset");
  fake.transport.fail("idle_timeout");
  fake.transport.answer(200, "{}");
  const auto reply = fake.client.call(some_request());
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->attempts, 3);
}

TEST(Client, ATransportErrorNamesTheService) {
  FakeClient fake(Service::Logs);
  fake.transport.fail("tls_untrusted");
  const Called called = take(fake.client.blocking().start(some_request()));
  const Result<Reply>& reply = called.reply;
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().message, "logs: the fake transport fails: tls_untrusted");
  EXPECT_EQ(reply.error().service, "logs");
  EXPECT_EQ(fake.transport.requests.size(), 1u);
  EXPECT_EQ(called.status, 0);
}

TEST(Client, ACallThatMustNotHappenTwiceIsSentOnceUnlessNothingWasDone) {
  Request request = some_request();
  request.idempotent = false;
  for (const char* code : {"connection_reset", "idle_timeout", "answer_cut"}) {
    FakeClient fake(Service::Lambda);
    fake.transport.fail(code);
    EXPECT_FALSE(fake.client.call(request));
    EXPECT_EQ(fake.transport.requests.size(), 1u) << code;
    EXPECT_FALSE(fake.transport.requests[0].may_resend);
  }
  FakeClient fake(Service::Lambda);
  fake.transport.fail("connect_failed");
  fake.transport.answer(429, "{}");
  fake.transport.answer(500, "{}");
  EXPECT_FALSE(fake.client.call(request));
  EXPECT_EQ(fake.transport.requests.size(), 3u);
}

TEST(Client, ErrorsOfTheCallerAreNotRetried) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(400, R"({"__type":"InvalidParameterException","message":"m"})");
  const auto reply = fake.client.call(some_request());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().message, "logs: InvalidParameterException: m");
  EXPECT_EQ(fake.transport.requests.size(), 1u);
}

TEST(Client, AnEmptyBucketEndsRetriesOfLaterCalls) {
  FakeClient fake(Service::Logs);
  for (int i = 0; i < 17; ++i) {  // 17 calls x 2 retries x 14 tokens = 476 of 500
    for (int attempt = 0; attempt < 3; ++attempt) {
      fake.transport.answer(500, "{}");
    }
    EXPECT_FALSE(fake.client.call(some_request()));
  }
  fake.transport.answer(500, "{}");
  fake.transport.answer(500, "{}");
  EXPECT_FALSE(fake.client.call(some_request()));  // one retry: 10 tokens are left
  fake.transport.answer(500, "{}");
  EXPECT_FALSE(fake.client.call(some_request()));
  EXPECT_EQ(fake.transport.requests.size(), 17u * 3 + 2 + 1);
}

TEST(Client, CorrectsTheClockAndTriesAgain) {
  FakeClient fake(Service::Logs);
  fake.clock = test::FakeClock(parse_rfc3339("2026-11-20T08:00:00Z").value());
  fake.transport.answer(403, R"({"__type":"InvalidSignatureException","message":"Signature expired"})",
                        {{"Date", "Fri, 20 Nov 2026 09:30:00 GMT"}});
  fake.transport.answer(200, "{}", {{"Date", "Fri, 20 Nov 2026 09:30:00 GMT"}});
  fake.transport.answer(200, "{}");
  ASSERT_TRUE(fake.client.call(some_request()));
  EXPECT_EQ(sent_header(fake, 0, "X-Amz-Date"), "20261120T080000Z");
  EXPECT_EQ(sent_header(fake, 1, "X-Amz-Date"), "20261120T093000Z");
  EXPECT_EQ(fake.client.clock_offset().count(), 5400);
  ASSERT_TRUE(fake.client.call(some_request()));
  EXPECT_EQ(sent_header(fake, 2, "X-Amz-Date"), "20261120T093000Z");
}

TEST(Client, ARefusalThatTheClockDoesNotExplainIsFinal) {
  FakeClient fake(Service::Logs);
  fake.clock = test::FakeClock(parse_rfc3339("2026-11-20T08:00:00Z").value());
  fake.transport.answer(403, R"({"__type":"SignatureDoesNotMatch","message":"m"})",
                        {{"Date", "Fri, 20 Nov 2026 08:00:02 GMT"}});
  const auto reply = fake.client.call(some_request());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().exit, ExitCode::Refused);
  EXPECT_EQ(fake.transport.requests.size(), 1u);
}

TEST(Client, SaysThatTheClockIsOffWhereNoAttemptIsLeft) {
  FakeClient fake(Service::Logs, 0, {RetryMode::Standard, 1, true});
  fake.clock = test::FakeClock(parse_rfc3339("2026-11-20T08:00:00Z").value());
  fake.transport.answer(403, R"({"__type":"RequestExpired","message":"m"})",
                        {{"Date", "Fri, 20 Nov 2026 07:00:00 GMT"}});
  const auto reply = fake.client.call(some_request());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().message, "logs: RequestExpired: m; this machine's clock is 3600 seconds ahead of AWS's");
}

TEST(Client, SaysThatATokenHasExpired) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(400, R"({"__type":"ExpiredTokenException","message":"m"})");
  EXPECT_EQ(fake.client.call(some_request()).error().message,
            "logs: ExpiredTokenException: m; the session token has expired, fetch a new one");
}

// A client whose credentials come from a list, the last one again and again.
struct RenewingClient {
  explicit RenewingClient(std::vector<Credentials> list) : answers(std::move(list)) {}

  FakeClient fake{Service::Sqs};
  std::vector<Credentials> answers;
  std::size_t loads = 0;
  Client client{service_info(Service::Sqs),
                Endpoint{"https://service.test", true},
                FakeClient::config_with({}),
                std::make_shared<CredentialSource>(
                    [this]() -> Result<Credentials> { return answers[std::min(loads++, answers.size() - 1)]; },
                    fake.clock, fake.log),
                fake.transport,
                fake.clock,
                fake.log,
                [] { return 0.0; }};
};

TEST(Client, FetchesNewCredentialsOnceWhereTheTokenHasExpired) {
  RenewingClient renewing({{"OLD", "s", "t", {}}, {"NEW", "s", "t", {}}});
  renewing.fake.transport.answer(403, R"({"__type":"ExpiredTokenException","message":"m"})");
  renewing.fake.transport.answer(200, "{}");
  Request request = some_request();
  request.idempotent = false;  // the first attempt was refused, so that nothing was done
  const auto reply = renewing.client.call(request);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->attempts, 2);
  EXPECT_EQ(renewing.client.stats().retries, 1);
  EXPECT_NE(sent_header(renewing.fake, 0, "Authorization").find("Credential=OLD/"), std::string::npos);
  EXPECT_NE(sent_header(renewing.fake, 1, "Authorization").find("Credential=NEW/"), std::string::npos);
}

TEST(Client, DoesNotFetchThemTwiceInOneCall) {
  RenewingClient renewing({{"A", "s", "t", {}}, {"B", "s", "t", {}}, {"C", "s", "t", {}}});
  for (int i = 0; i < 2; ++i) {
    renewing.fake.transport.answer(403, R"({"__type":"ExpiredToken","message":"m"})");
  }
  EXPECT_EQ(renewing.client.call(some_request()).error().message,
            "sqs: ExpiredToken: m, after 2 attempts; the session token has expired, fetch a new one");
  EXPECT_EQ(renewing.loads, 2u);
}

TEST(Client, DoesNotTryAgainWithTheSameCredentialsOrWithThoseThatCannotExpire) {
  RenewingClient same({{"A", "s", "t", {}}});
  same.fake.transport.answer(403, R"({"__type":"ExpiredToken","message":"m"})");
  EXPECT_FALSE(same.client.call(some_request()));
  EXPECT_EQ(same.fake.transport.requests.size(), 1u);
  RenewingClient permanent({{"A", "s", "", {}}, {"B", "s", "", {}}});
  permanent.fake.transport.answer(403, R"({"__type":"InvalidClientTokenId","message":"m"})");
  EXPECT_FALSE(permanent.client.call(some_request()));
  EXPECT_EQ(permanent.loads, 1u);
}

TEST(Client, SendsNoSignatureWhereNoneIsWanted) {
  FakeClient fake(Service::Sts);
  fake.transport.answer(200, "{}");
  Request request = some_request();
  request.sign = false;
  ASSERT_TRUE(fake.client.call(request));
  EXPECT_EQ(sent_header(fake, 0, "Authorization"), "(absent)");
  EXPECT_EQ(sent_header(fake, 0, "X-Amz-Security-Token"), "(absent)");
}

TEST(Client, HidesWhatAnAnswerQuotesOfItsSecrets) {
  FakeClient fake(Service::Sqs);
  Request request = some_request();
  request.secrets = {"bearer-1"};
  fake.transport.answer(
      403,
      R"({"__type":"SignatureDoesNotMatch","message":"key wJalrXUtnFEMI\/K7MDENG+bPxRfiCYEXAMPLEKEY, x-amz-security-token:token, bearer-1"})");
  EXPECT_EQ(fake.client.call(request).error().message,
            "sqs: SignatureDoesNotMatch: key (hidden), x-amz-security-(hidden):(hidden), (hidden)");
}

TEST(Client, AdaptiveModeSlowsDownOnceThrottled) {
  FakeClient fake(Service::Logs, 0, {RetryMode::Adaptive, 3, true});
  const Timestamp start = fake.clock.now();
  fake.transport.answer(200, "{}");
  fake.transport.answer(429, "{}");
  fake.transport.answer(200, "{}");
  ASSERT_TRUE(fake.client.call(some_request()));
  EXPECT_EQ(fake.clock.now(), start);
  ASSERT_TRUE(fake.client.call(some_request()));
  EXPECT_EQ(milliseconds_between(start, fake.clock.now()),
            2000);  // one token at the least rate, 0.5 a second
}

TEST(Client, CountsWhatItDid) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(429, "abc");
  fake.transport.answer(200, "{}");
  fake.transport.answer(200, "{}");
  ASSERT_TRUE(fake.client.call(some_request()));
  ASSERT_TRUE(fake.client.call(some_request()));
  EXPECT_EQ(fake.client.stats().calls, 2);
  EXPECT_EQ(fake.client.stats().retries, 1);
  EXPECT_EQ(fake.client.stats().throttles, 1);
  EXPECT_EQ(fake.client.stats().bytes_received, 7);
}

TEST(Client, IsMadeFromConfigAndEnvironment) {
  test::FakeTransport transport;
  test::FakeClock clock;
  const Logger log("test", LogLevel::Error, Logger::Sink([](std::string_view) {}));
  Environment environment;
  Config config;
  config.region = "eu-west-1";
  EXPECT_EQ(make_client(Service::Sqs, config, transport, clock, log, environment).error().code, "no_credentials");
  environment.set("AWS_ACCESS_KEY_ID", "A");
  environment.set("AWS_SECRET_ACCESS_KEY", "B");
  auto client = make_client(Service::Sqs, config, transport, clock, log, environment);
  ASSERT_TRUE(client);
  EXPECT_EQ(client->endpoint().url, "https://sqs.eu-west-1.amazonaws.com");
  EXPECT_FALSE(client->endpoint().custom);
  transport.answer(200, "{}");
  EXPECT_TRUE(client->call(some_request()));
}

}  // namespace
}  // namespace itk::aws
