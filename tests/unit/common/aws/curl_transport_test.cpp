#include <gtest/gtest.h>

#include "common/aws/transport.h"
#include "tests/support/loopback_server.h"

namespace itk::aws {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::LoopbackServer;
using Connection = LoopbackServer::Connection;

HttpRequest post(std::string url, std::string body = "hello") {
  return {"POST", std::move(url), {}, std::move(body), {}, true};
}

std::string code_of(const Result<HttpResponse>& response) { return response ? "answered" : response.error().code; }

TEST(CurlTransport, SendsExactlyWhatIsAsked) {
  LoopbackServer server({[](Connection& c) {
    c.read_request();
    c.answer("ok");
  }});
  const auto transport = make_curl_transport({});
  HttpRequest request = post(server.url("/a/./b%3Ac/../d?z=1&a=2"));
  request.headers = {{"X-Amz-Target", "T.Op"}, {"X-Empty", ""}};
  const auto response = transport->send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "ok");
  EXPECT_EQ(response->header("content-LENGTH"), "2");
  EXPECT_EQ(server.requests().at(0),
            "POST /a/./b%3Ac/../d?z=1&a=2 HTTP/1.1\r\nHost: " + server.authority() +
                "\r\nAccept: */*\r\nX-Amz-Target: T.Op\r\nX-Empty:\r\nContent-Length: 5\r\n\r\nhello");
}

TEST(CurlTransport, SendsOtherMethodsAndBinaryBodies) {
  LoopbackServer server({[](Connection& c) {
    for (int i = 0; i < 3; ++i) {
      c.read_request();
      c.answer("");
    }
  }});
  const auto transport = make_curl_transport({});
  HttpRequest request = post(server.url(), std::string("a\0b", 3));
  request.headers = {{"Content-Type", "application/json"}};
  ASSERT_TRUE(transport->send(request));
  request.method = "PUT";
  ASSERT_TRUE(transport->send(request));
  ASSERT_TRUE(transport->send({"GET", server.url("/x"), {}, "", {}, true}));
  EXPECT_TRUE(server.requests().at(0).ends_with(std::string("\r\n\r\na\0b", 7)));
  EXPECT_TRUE(server.requests().at(0).find("\r\nContent-Type: application/json\r\n") != std::string::npos);
  EXPECT_TRUE(server.requests().at(1).starts_with("PUT / "));
  EXPECT_TRUE(server.requests().at(2).starts_with("GET /x "));
}

TEST(CurlTransport, KeepsTheConnection) {
  LoopbackServer server({[](Connection& c) {
    while (c.read_request()) {
      c.answer("ok");
    }
  }});
  const auto transport = make_curl_transport({});
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(transport->send(post(server.url())));
  }
  EXPECT_EQ(server.requests().size(), 3u);
  EXPECT_EQ(server.connections(), 1u);
}

TEST(CurlTransport, ReadsChunksAndSkipsInterimAnswers) {
  LoopbackServer server({[](Connection& c) {
    c.read_request();
    c.write("HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n");
    c.write("HTTP/1.1 418 Teapot\r\nTransfer-Encoding: chunked\r\nX-A: 1\r\nx-a: "
            "2\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n");
  }});
  const auto response = make_curl_transport({})->send(post(server.url()));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 418);
  EXPECT_EQ(response->body, "abcd");
  EXPECT_EQ(response->header("X-A"), "1");
  EXPECT_FALSE(response->header("X-Interim"));
}

TEST(CurlTransport, AServerThatIsNotThereIsAConnectFailure) {
  std::string url;
  {
    const LoopbackServer gone({});
    url = gone.url();
  }
  const auto response = make_curl_transport({})->send(post(url));
  EXPECT_EQ(code_of(response), "connect_failed");
  EXPECT_EQ(response.error().error_class, ErrorClass::Transient);
  EXPECT_EQ(response.error().exit, ExitCode::Unreachable);
  EXPECT_NE(response.error().message.find(url.substr(0, url.size() - 1)), std::string::npos);
  EXPECT_TRUE(was_certainly_not_sent(response.error()));
}

TEST(CurlTransport, AConnectionLostBeforeTheAnswerMayHaveDoneItsWork) {
  for (const bool with_reset : {true, false}) {
    LoopbackServer server({[&](Connection& c) {
      c.read_request();
      with_reset ? c.reset() : c.close();
    }});
    const auto response = make_curl_transport({})->send(post(server.url()));
    EXPECT_EQ(code_of(response), "connection_reset");
    EXPECT_FALSE(was_certainly_not_sent(response.error()));
    EXPECT_EQ(server.connections(), 1u);
  }
}

TEST(CurlTransport, AConnectionLostWithinTheAnswerIsACutAnswer) {
  const std::vector<std::string> beginnings = {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                                               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"};
  for (const std::string& beginning : beginnings) {
    LoopbackServer server({[&](Connection& c) {
      c.read_request();
      c.write(beginning);
    }});
    EXPECT_EQ(code_of(make_curl_transport({})->send(post(server.url()))), "answer_cut") << beginning;
  }
}

TEST(CurlTransport, OfAnAnswerThatIsCutTheRequestIdIsKnown) {
  LoopbackServer server({[](Connection& c) {
    c.read_request();
    c.write("HTTP/1.1 200 OK\r\nx-amzn-RequestId: r-1\r\nContent-Length: 10\r\n\r\nabc");
  }});
  const auto response = make_curl_transport({})->send(post(server.url()));
  EXPECT_EQ(code_of(response), "answer_cut");
  EXPECT_EQ(response.error().request_id, "r-1");
  EXPECT_TRUE(response.error().message.ends_with("(request id r-1)")) << response.error().message;
}

// A kept connection that the server drops when the next request arrives on it: curl would send that again by
// itself.
TEST(CurlTransport, ResendsOnAFreshConnectionOnlyWhereItMay) {
  for (const bool may_resend : {true, false}) {
    LoopbackServer server({[](Connection& c) {
                             c.read_request();
                             c.answer("first");
                             c.read_request();
                           },
                           [](Connection& c) {
                             c.read_request();
                             c.answer("again");
                           }});
    const auto transport = make_curl_transport({});
    ASSERT_TRUE(transport->send(post(server.url())));
    HttpRequest second = post(server.url(), "second");
    second.may_resend = may_resend;
    const auto response = transport->send(second);
    EXPECT_EQ(code_of(response), may_resend ? "answered" : "connection_reset");
    EXPECT_EQ(server.requests().size(), may_resend ? 3u : 2u);
    EXPECT_TRUE(server.requests().back().ends_with("Content-Length: 6\r\n\r\nsecond")) << server.requests().back();
  }
}

TEST(CurlTransport, ASilentServerIsAnIdleTimeout) {
  LoopbackServer server({[](Connection& c) {
    c.read_request();
    c.wait_for_the_end();
  }});
  HttpRequest request = post(server.url());
  request.timeouts.idle = seconds(1);
  const auto response = make_curl_transport({})->send(request);
  EXPECT_EQ(code_of(response), "idle_timeout");
  EXPECT_NE(response.error().message.find("silent for 1 s"), std::string::npos);
}

TEST(CurlTransport, ASlowServerIsATotalTimeout) {
  LoopbackServer server({[](Connection& c) {
    c.read_request();
    c.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    c.wait_for_the_end();
  }});
  HttpRequest request = post(server.url());
  request.timeouts.total = milliseconds(50);
  EXPECT_EQ(code_of(make_curl_transport({})->send(request)), "total_timeout");
}

TEST(CurlTransport, AHandshakeThatHangsIsAConnectTimeout) {
  LoopbackServer server({[](Connection& c) { c.wait_for_the_end(); }});
  HttpRequest request = post("https://" + server.authority() + "/");
  request.timeouts.connect = milliseconds(50);
  EXPECT_EQ(code_of(make_curl_transport({})->send(request)), "connect_timeout");
}

TEST(CurlTransport, AServerWithoutTlsIsATlsFailure) {
  LoopbackServer server({[](Connection& c) {
    c.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    c.wait_for_the_end();
  }});
  EXPECT_EQ(code_of(make_curl_transport({})->send(post("https://" + server.authority() + "/"))), "tls_failed");
}

TEST(CurlTransport, AnAnswerThatIsTooLargeIsRefused) {
  LoopbackServer server({[](Connection& c) {
    c.read_request();
    c.answer(std::string(101, 'x'));
  }});
  TransportOptions options;
  options.max_body_bytes = 100;
  EXPECT_EQ(code_of(make_curl_transport(options)->send(post(server.url()))), "answer_too_large");
}

TEST(CurlTransport, WhatIsConfiguredWrongIsAnErrorOfUse) {
  LoopbackServer server({[](Connection& c) { c.wait_for_the_end(); }});
  TransportOptions options;
  options.ca_bundle = "/nonexistent/roots.pem";
  const auto no_bundle = make_curl_transport(options)->send(post("https://" + server.authority() + "/"));
  EXPECT_EQ(code_of(no_bundle), "bad_ca_bundle");
  EXPECT_EQ(no_bundle.error().exit, ExitCode::Usage);
  const auto transport = make_curl_transport({});
  EXPECT_EQ(code_of(transport->send(post("ftp://h/"))), "bad_url");
  HttpRequest request = post(server.url());
  request.headers = {{"X-Amz-Security-Token", "a\r\nEvil: 1"}};
  EXPECT_EQ(code_of(transport->send(request)), "bad_header");
}

TEST(CurlTransport, ProxiesAreUsedExceptForThisMachine) {
  LoopbackServer proxy({[](Connection& c) {
    c.read_request();
    c.answer("by proxy");
  }});
  LoopbackServer direct({[](Connection& c) {
    c.read_request();
    c.answer("direct");
  }});
  TransportOptions options;
  options.http_proxy = "http://" + proxy.authority();
  const auto transport = make_curl_transport(options);
  EXPECT_EQ(transport->send(post(direct.url()))->body, "direct");
  EXPECT_EQ(transport->send(post("http://service.test/x"))->body, "by proxy");
  EXPECT_TRUE(proxy.requests().at(0).starts_with("POST http://service.test/x HTTP/1.1\r\n"));
}

TEST(CurlTransport, WhatHandsOutCredentialsIsNeverAskedThroughAProxy) {
  LoopbackServer direct({[](Connection& c) {
    c.read_request();
    c.answer("direct");
  }});
  TransportOptions options;
  options.http_proxy = "http://127.0.0.1:1";
  const auto transport = make_curl_transport(options);
  // An address of this machine that is not among those that always go direct.
  HttpRequest request = post("http://0.0.0.0" + direct.authority().substr(9) + "/");
  EXPECT_EQ(code_of(transport->send(request)), "connect_failed");
  request.may_use_proxy = false;
  const auto response = transport->send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "direct");
}

TEST(CurlTransport, DoesNotLookIntoTheEnvironmentItself) {
  LoopbackServer server({[](Connection& c) {
    c.read_request();
    c.answer("direct");
  }});
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  const auto response = make_curl_transport({})->send(post("http://localhost" + server.authority().substr(9) + "/"));
  unsetenv("http_proxy");
  ASSERT_TRUE(response) << response.error().message;
}

}  // namespace
}  // namespace itk::aws
