#include "itk-invoke/http.h"

#include <gmock/gmock.h>

#include "common/json/raw_json.h"
#include "itk-invoke/http_answer.h"
#include "itk-invoke/http_request.h"
#include "tests/support/loopback_server.h"
#include "tests/unit/itk-invoke/delivery_scene.h"

namespace itk::invoke {
namespace {

using test::LoopbackServer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using Strings = std::vector<std::string>;

class HttpTest : public DeliveryTest {
 protected:
  // With `members` of the target behind its URL, and lines of the case behind it.
  void compile_http(const std::string& members = "", const std::string& more = "") {
    compile("entrypoint:\n  type: http\n  target: {url: \"https://api.example.com/orders\"" +
            (members.empty() ? "" : ", " + members) + "}\n" + more);
    ASSERT_EQ(problems_, "");
    ASSERT_TRUE(delivery_);
  }
  std::string problem_of(const std::string& target, const std::string& more = "") {
    compile("entrypoint:\n  type: http\n  target: " + target + "\n" + more);
    EXPECT_NE(problems_, "") << target;
    return problems_;
  }
  const aws::HttpRequest& sent(std::size_t index = 0) { return loop_.requests.at(index); }
  std::string header(std::string_view name, std::size_t index = 0) {
    return std::string(aws::find_header(sent(index).headers, name).value_or("(none)"));
  }
};

TEST_F(HttpTest, PostsThePayloadAsJsonWithItsMarksAndKeepsTheAnswer) {
  compile_http("", "  payload: {amount: 1.10, nonce: \"${itk.nonce}\"}\n");
  answer(201, R"({"id":7,"total":1.10})",
         {{"X-Request-Id", "req-12345678"}, {"X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793"}});
  const Delivered delivered = send();
  ASSERT_TRUE(delivered) << delivered.error().error.message;
  const Identity identity = execution().identity;
  EXPECT_EQ(sent().method, "POST");
  EXPECT_EQ(sent().url, "https://api.example.com/orders");
  EXPECT_EQ(sent().body, R"({"amount":1.10,"nonce":")" + identity.nonce + "\"}");
  EXPECT_FALSE(sent().may_resend);
  EXPECT_EQ(header("content-type"), "application/json");
  EXPECT_EQ(header("X-Itk-Trace-Id"), identity.nonce);
  EXPECT_EQ(header("traceparent"), identity.traceparent());
  EXPECT_EQ(header("X-Amzn-Trace-Id"), identity.xray_header());
  EXPECT_THAT(header("User-Agent"), HasSubstr("itk/"));
  EXPECT_EQ(delivered->status, "ok");
  EXPECT_EQ(delivered->http_status, 201);
  EXPECT_EQ(delivered->attempts, 1);
  EXPECT_EQ(delivered->request_id, "req-12345678");
  EXPECT_EQ(delivered->ids, (Strings{"correlation:req-12345678", "trace:5759e988bd862e3fe1be46a994272793"}));
  EXPECT_EQ(delivered->response.text, R"({"id":7,"total":1.10})");
}

TEST_F(HttpTest, WithoutAPayloadItGets) {
  compile_http("query: {q: \"a b&c\", page: 2}");
  answer(200, "plain\ntext");
  const Delivered delivered = send();
  ASSERT_TRUE(delivered);
  EXPECT_EQ(sent().method, "GET");
  EXPECT_EQ(sent().url, "https://api.example.com/orders?q=a%20b%26c&page=2");
  EXPECT_EQ(sent().body, "");
  EXPECT_EQ(header("content-type"), "(none)");
  EXPECT_EQ(delivered->response.text, R"("plain\ntext")");
}

TEST_F(HttpTest, TextIsSentAsItIs) {
  compile_http("method: put, headers: {Content-Type: application/xml}", "  payload: \"<a>${itk.iteration}</a>\"\n");
  answer(204, "");
  const Delivered delivered = send();
  ASSERT_TRUE(delivered);
  EXPECT_EQ(sent().method, "PUT");
  EXPECT_EQ(sent().body, "<a>1</a>");
  EXPECT_EQ(header("Content-Type"), "application/xml");
  EXPECT_TRUE(delivered->response.empty());
}

TEST_F(HttpTest, AnAnswerThatIsNoTextIsKeptInBase64) {
  compile_http();
  answer(200, "\xff\xfe");
  EXPECT_EQ(send()->enc, "base64");
}

TEST_F(HttpTest, NonceOffLeavesNoMarksAndOwnHeadersComeFirst) {
  compile_http("headers: {traceparent: mine}");
  environment_.set("ITK_TRACE_ID_ATTR", "X_MY_NONCE");
  compile_http("headers: {traceparent: mine}");
  answer(200, "");
  ASSERT_TRUE(send());
  EXPECT_EQ(header("traceparent"), "mine");
  EXPECT_EQ(header("X-My-Nonce"), execution().identity.nonce);
  compile_http("", "nonce: off\n");
  answer(200, "");
  ASSERT_TRUE(send());
  EXPECT_EQ(header("X-My-Nonce", 1), "(none)");
  EXPECT_EQ(header("traceparent", 1), "(none)");
  EXPECT_EQ(header("X-Amzn-Trace-Id", 1), "(none)");
}

TEST_F(HttpTest, NoSecretIsShown) {
  fetched_ = {{"secret:api", "late-secret"}};
  environment_.set("TOKEN", "env-secret");
  compile_http("headers: {Authorization: \"Bearer ${secret:api}\", X-Api-Key: \"${TOKEN}\", X-Tenant: "
               "\"${secret:api}\", Accept: "
               "text/html}, query: {access_token: \"${TOKEN}\", q: 1}",
               "  payload: {pin: \"${secret:api}\"}\n");
  EXPECT_EQ(delivery_->fetches(), Strings{"secret:api"});
  const std::string shown = delivery_->request(execution()).text;
  EXPECT_EQ(shown,
            R"x({"method":"POST","url":"https://api.example.com/orders?access_token=(hidden)&q=1","headers":)x"
            R"x({"Authorization":"(hidden)","X-Api-Key":"(hidden)","X-Tenant":"<secret:api>","Accept":"text/html"},)x"
            R"x("body":{"pin":"<secret:api>"}})x");
  EXPECT_EQ(delivery_->target(), "https://api.example.com/orders");
  // A server that quotes what it got.
  answer(400, "bad key env-secret, bad token late-secret");
  const Delivered delivered = send();
  EXPECT_EQ(header("Authorization"), "Bearer late-secret");
  EXPECT_EQ(sent().url, "https://api.example.com/orders?access_token=env-secret&q=1");
  EXPECT_EQ(sent().body, R"({"pin":"late-secret"})");
  ASSERT_FALSE(delivered);
  EXPECT_THAT(delivered.error().error.message, Not(HasSubstr("-secret")));
  EXPECT_THAT(delivered.error().known.response.text, Not(HasSubstr("-secret")));
}

TEST_F(HttpTest, ValuesInAUrlAreEncodedExceptAWholeBeginning) {
  fetched_ = {{"ssm:/base", "https://x.test"}, {"secret:k", "a/b c&d"}};
  compile("entrypoint:\n  type: http\n  target: {url: \"${ssm:/base}/p/${secret:k}?t=${itk.nonce}\"}\n");
  ASSERT_EQ(problems_, "");
  answer(200, "");
  ASSERT_TRUE(send());
  EXPECT_EQ(sent().url, "https://x.test/p/a/b%20c%26d?t=" + execution().identity.nonce);
  EXPECT_EQ(delivery_->target(), "${ssm:/base}/p/${secret:k}");
}

TEST_F(HttpTest, StatusesThatAreNotExpectedAreErrorsOfTheirClass) {
  const auto outcome = [&](int status) {
    compile_http();
    answer(status, "because");
    Delivered delivered = send();
    EXPECT_FALSE(delivered) << status;
    EXPECT_EQ(delivered.error().known.http_status, status);
    EXPECT_EQ(delivered.error().known.response.text, "\"because\"");
    return delivered.error().error;
  };
  EXPECT_EQ(outcome(404).message, "GET https://api.example.com/orders: HTTP status 404, expected 200 to 299: because");
  EXPECT_EQ(outcome(404).exit, ExitCode::Usage);
  EXPECT_EQ(outcome(403).exit, ExitCode::Refused);
  EXPECT_EQ(outcome(500).exit, ExitCode::Unreachable);
  EXPECT_EQ(outcome(500).code, "http_500");
}

TEST_F(HttpTest, ExpectedStatusesAreAnswers) {
  compile_http("expect_status: [202, 4xx]");
  answer(404, "gone");
  EXPECT_EQ(send()->http_status, 404);
  answer(200, "");
  const Delivered delivered = send();
  ASSERT_FALSE(delivered);
  EXPECT_THAT(delivered.error().error.message, HasSubstr("HTTP status 200, expected 202 or 400 to 499"));
  compile_http("expect_status: 503");
  answer(503, "");
  EXPECT_TRUE(send());
}

TEST_F(HttpTest, WhatMayBeSentTwiceIsSentAgain) {
  compile_http();
  fail("connection_reset");
  answer(503, "", {{"Retry-After", "1"}});
  answer(200, "at last");
  const Timestamp begun = clock_.now();
  const Delivered delivered = send();
  ASSERT_TRUE(delivered) << delivered.error().error.message;
  EXPECT_EQ(delivered->attempts, 3);
  EXPECT_GE(milliseconds_between(begun, clock_.now()), 1000);
  for (int i = 0; i < 3; ++i) {
    answer(504, "");
  }
  const Delivered given_up = send();
  ASSERT_FALSE(given_up);
  EXPECT_EQ(given_up.error().known.attempts, 3);
  EXPECT_THAT(given_up.error().error.message, HasSubstr("after 3 requests"));
}

TEST_F(HttpTest, APostIsSentAgainOnlyWhereItCannotHaveArrived) {
  compile_http("", "  payload: {}\n");
  fail("connect_failed");
  answer(200, "");
  EXPECT_EQ(send()->attempts, 2);
  for (const int status : {429, 502, 503}) {
    answer(status, "");
    EXPECT_EQ(send().error().known.attempts, 1);
  }
  EXPECT_EQ(throttles_, 1);
  fail("connection_reset");
  EXPECT_EQ(send().error().known.attempts, 1);
  compile_http("headers: {Idempotency-Key: \"${itk.nonce}\"}", "  payload: {}\n");
  fail("connection_reset");
  answer(200, "");
  EXPECT_EQ(send()->attempts, 2);
  EXPECT_TRUE(sent().method == "POST");
}

TEST_F(HttpTest, NoRequestOutlivesTheDeadline) {
  compile_http("", "timeout: 2s\n");
  answer(503, "", {{"Retry-After", "60"}});
  const Delivered delivered = send();
  ASSERT_FALSE(delivered);
  EXPECT_EQ(delivered.error().known.attempts, 1);
  EXPECT_EQ(sent().timeouts.total.count(), 2000);
}

TEST_F(HttpTest, ARedirectIsReportedUnlessTheCaseFollowsIt) {
  compile_http();
  answer(302, "", {{"Location", "https://login.example.com/?code=abc"}});
  const Delivered delivered = send();
  ASSERT_FALSE(delivered);
  EXPECT_THAT(delivered.error().error.message,
              HasSubstr("HTTP status 302, expected 200 to 299; it redirects to https://login.example.com/, which "
                        "`follow_redirects: true` follows"));
}

TEST_F(HttpTest, CredentialsFollowARedirectOnTheSameHostOnly) {
  compile_http("follow_redirects: true, headers: {Authorization: Bearer abcdef, X-Tenant: t}", "  payload: {a: 1}\n");
  answer(307, "", {{"Location", "/v2/orders"}});
  answer(303, "", {{"Location", "done?x=1"}});
  answer(301, "", {{"Location", "https://elsewhere.example.com/"}});
  answer(200, "there");
  const Delivered delivered = send();
  ASSERT_TRUE(delivered) << delivered.error().error.message;
  EXPECT_EQ(delivered->attempts, 4);
  EXPECT_EQ(sent(1).url, "https://api.example.com/v2/orders");
  EXPECT_EQ(sent(1).method, "POST");
  EXPECT_EQ(sent(1).body, R"({"a":1})");
  EXPECT_EQ(header("Authorization", 1), "Bearer abcdef");
  EXPECT_EQ(sent(2).url, "https://api.example.com/v2/done?x=1");
  EXPECT_EQ(sent(2).method, "GET");
  EXPECT_EQ(sent(2).body, "");
  EXPECT_EQ(header("Content-Type", 2), "(none)");
  EXPECT_EQ(header("Authorization", 2), "Bearer abcdef");
  EXPECT_EQ(sent(3).url, "https://elsewhere.example.com/");
  EXPECT_EQ(header("Authorization", 3), "(none)");
  EXPECT_EQ(header("X-Tenant", 3), "t");
}

TEST_F(HttpTest, RedirectsWithoutEndEnd) {
  compile_http("follow_redirects: true");
  for (int i = 0; i < 6; ++i) {
    answer(302, "", {{"Location", "/again"}});
  }
  const Delivered delivered = send();
  ASSERT_FALSE(delivered);
  EXPECT_EQ(delivered.error().known.attempts, 6);
  EXPECT_EQ(delivered.error().error.code, "http_302");
}

TEST_F(HttpTest, SignsForTheServiceThatTheCaseNames) {
  compile_http("auth: sigv4, service: execute-api, region: eu-west-1", "  payload: {}\n");
  EXPECT_EQ(delivery_->region(), "eu-west-1");
  answer(200, "aws-session-token came through");
  const Delivered delivered = send();
  ASSERT_TRUE(delivered) << delivered.error().error.message;
  EXPECT_THAT(header("Authorization"), HasSubstr("/eu-west-1/execute-api/aws4_request"));
  EXPECT_THAT(header("Authorization"), HasSubstr("content-type;host;traceparent;x-amz-date;x-amz-security-token"));
  EXPECT_EQ(header("X-Amz-Security-Token"), "aws-session-token");
  EXPECT_EQ(delivered->response.text, "\"(hidden) came through\"");
}

TEST_F(HttpTest, OnlySigningNeedsCredentialsAndARegion) {
  environment_ = Environment({{"AWS_EC2_METADATA_DISABLED", "true"},
                              {"AWS_CONFIG_FILE", dir_ / "none"},
                              {"AWS_SHARED_CREDENTIALS_FILE", dir_ / "none"}});
  compile_http();
  answer(200, "");
  EXPECT_TRUE(send());
  compile_http("auth: sigv4, service: lambda, region: us-east-1");
  const Delivered refused = send();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.exit, ExitCode::Refused);
}

TEST_F(HttpTest, ManyAreUnderWayAtOnce) {
  compile_http();
  loop_.answer = [](const aws::HttpRequest& request) {
    const auto nonce = aws::find_header(request.headers, "X-Itk-Trace-Id");
    return test::FakeLoop::Answer{aws::HttpResponse{200, {}, std::string(*nonce)}, std::chrono::milliseconds(50)};
  };
  const std::vector<Delivered> all = send_all(loop_, 200);
  EXPECT_EQ(loop_.most_under_way, 200u);
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_TRUE(all[i]);
    EXPECT_EQ(all[i]->response.text, json::quote(execution(static_cast<std::int64_t>(i) + 1).identity.nonce));
  }
}

TEST_F(HttpTest, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_THAT(problem_of("{}"), HasSubstr("4:11: no URL to send to; set entrypoint.target.url"));
  EXPECT_THAT(problem_of("{url: api.example.com}"), HasSubstr("4:17: \"entrypoint.target.url\" is no URL like"));
  EXPECT_THAT(problem_of("{url: \"ftp://x\"}"), HasSubstr("4:17: "));
  EXPECT_THAT(problem_of("{url: \"https://me:pw@x/\"}"), HasSubstr("it must not hold a user name"));
  EXPECT_THAT(problem_of("{url: \"https://me:pw@x/\"}"), Not(HasSubstr("pw")));
  EXPECT_THAT(problem_of("{url: \"https://x/\", methd: GET}"), HasSubstr("did you mean \"method\""));
  EXPECT_THAT(problem_of("{url: \"https://x/\", method: \"G T\"}"), HasSubstr("\"G T\" is no HTTP method"));
  EXPECT_THAT(problem_of("{url: \"https://x/\", headers: [a]}"), HasSubstr("4:40: \"entrypoint.target.headers\" must"));
  EXPECT_THAT(problem_of("{url: \"https://x/\", headers: {\"a b\": c}}"), HasSubstr("is no name of an HTTP header"));
  EXPECT_THAT(problem_of("{url: \"https://x/\", expect_status: 20}"), HasSubstr("must be an HTTP status like 202"));
  EXPECT_THAT(problem_of("{url: \"https://x/\", auth: basic}"), HasSubstr("there is no auth \"basic\"; write sigv4"));
  EXPECT_THAT(problem_of("{url: \"https://x/\", auth: sigv4}"), HasSubstr("needs the name that is signed for"));
  EXPECT_THAT(problem_of("{url: \"https://x/${answer.id}\"}"), HasSubstr("only `until` comes after it"));
  const std::string unset = problem_of("{url: \"${NO_SUCH}/x\"}");
  EXPECT_THAT(unset, HasSubstr("${NO_SUCH} is not set"));
  EXPECT_EQ(std::count(unset.begin(), unset.end(), '\n'), 1) << unset;
}

// Over real connections.
class HttpWireTest : public HttpTest {
 protected:
  HttpWireTest() : wire_(aws::make_curl_loop({}, system_clock())) {}
  void compile_at(const LoopbackServer& server, const std::string& members = "", const std::string& more = "") {
    compile("entrypoint:\n  type: http\n  target: {url: \"" + server.url("/x") + "\"" +
            (members.empty() ? "" : ", " + members) + "}\n" + more);
    ASSERT_EQ(problems_, "");
  }
  std::unique_ptr<aws::Loop> wire_;
};

TEST_F(HttpWireTest, ChunksAndEventsAreKeptWhole) {
  LoopbackServer server({[](LoopbackServer::Connection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    connection.write("9\r\ndata: a\n\n\r\n");
    connection.write("9\r\ndata: b\n\n\r\n0\r\n\r\n");
  }});
  compile_at(server, "", "  payload: {}\n");
  const Delivered delivered = send_all(*wire_, 1).at(0);
  ASSERT_TRUE(delivered) << delivered.error().error.message;
  EXPECT_EQ(delivered->response.text, R"("data: a\n\ndata: b\n\n")");
}

TEST_F(HttpWireTest, HeadHasNoBodyToWaitFor) {
  LoopbackServer server({[](LoopbackServer::Connection& connection) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    connection.wait_for_the_end();
  }});
  compile_at(server, "method: HEAD");
  const Delivered delivered = send_all(*wire_, 1).at(0);
  ASSERT_TRUE(delivered) << delivered.error().error.message;
  EXPECT_THAT(server.requests().at(0), ::testing::StartsWith("HEAD /x HTTP/1.1\r\n"));
  wire_.reset();
}

TEST_F(HttpWireTest, APostThatIsCutOffIsNotRepeated) {
  LoopbackServer server({[](LoopbackServer::Connection& connection) {
    connection.read_request();
    connection.reset();
  }});
  compile_at(server, "", "  payload: {}\n");
  const Delivered delivered = send_all(*wire_, 1).at(0);
  ASSERT_FALSE(delivered);
  EXPECT_EQ(delivered.error().error.code, "connection_reset");
  EXPECT_EQ(server.connections(), 1u);
}

TEST(HttpRequest, NamesTheNonceHeaderAfterTheAttribute) {
  EXPECT_EQ(nonce_header("ITK_TRACE_ID"), "X-Itk-Trace-Id");
  EXPECT_EQ(nonce_header("X_CORRELATION"), "X-Correlation");
  EXPECT_EQ(nonce_header("my nonce.id"), "X-My-Nonce-Id");
}

TEST(HttpRequest, KnowsWhatGrantsAccess) {
  for (const char* name : {"Authorization", "Proxy-Authorization", "cookie", "X-Api-Key", "apikey", "access_token",
                           "X-Amz-Security-Token", "client_secret", "key", "sig", "X-Amz-Signature", "code"}) {
    EXPECT_TRUE(grants_access(name)) << name;
  }
  for (const char* name : {"Accept", "keyword", "author", "X-Request-Id", "barcode", "signal"}) {
    EXPECT_FALSE(grants_access(name)) << name;
  }
}

TEST(HttpRequest, ResolvesReferences) {
  const auto resolved = [](std::string_view reference) {
    return resolve_reference("https://h:8443/a/b?c=1", reference).value_or("(none)");
  };
  EXPECT_EQ(resolved("https://o/x"), "https://o/x");
  EXPECT_EQ(resolved("//o/x"), "https://o/x");
  EXPECT_EQ(resolved("/x?y#z"), "https://h:8443/x?y");
  EXPECT_EQ(resolved("x"), "https://h:8443/a/x");
  EXPECT_EQ(resolved("?d=2"), "https://h:8443/a/b?d=2");
  EXPECT_EQ(resolved(""), "https://h:8443/a/b");
  EXPECT_EQ(resolved("mailto:me"), "(none)");
  EXPECT_EQ(resolved("https://me:pw@o/"), "(none)");
  EXPECT_EQ(resolve_reference("http://h", "x").value_or(""), "http://h/x");
}

TEST(HttpAnswer, LearnsIdsFromHeaders) {
  EXPECT_EQ(http_ids("https://abc.lambda-url.us-east-1.on.aws/", {{"x-amzn-RequestId", "0c4f2b1e-1111"}}),
            Strings{"lambda:0c4f2b1e-1111"});
  EXPECT_EQ(http_ids("https://h/", {{"x-amzn-RequestId", "0c4f2b1e-1111"}, {"apigw-requestid", "AbCdEfGhIj="}}),
            (Strings{"request:0c4f2b1e-1111", "request:AbCdEfGhIj="}));
  EXPECT_EQ(http_ids("https://h/", {{"x-request-id", "1"},
                                    {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad"
                                                    "6b7169203331-01"}}),
            Strings{"trace:0af7651916cd43dd8448eb211c80319c"});
}

}  // namespace
}  // namespace itk::invoke
