// The receiver behind a real socket of this machine: requests are written as bytes, its owner gives it turns.
#include "itk-collect/otlp/receiver.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include "itk-collect/otlp/http_request.h"
#include "tests/support/fake_clock.h"
#include "tests/unit/itk-collect/otlp_bytes.h"
#include "tests/unit/itk-collect/readers/sample.h"

namespace itk::collect::otlp {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char k_json[] =
    R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"orders"}}]},"scopeSpans":[{"spans":[)"
    R"({"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"GET /","kind":2,"startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000",)"
    R"("attributes":[{"key":"test","value":{"stringValue":"itk-0123456789abcdef0123"}},{"key":"password","value":{"stringValue":"hunter2hunter2"}}]}]}]}]})";

std::string gzipped(std::string_view text) {
  std::string out(compressBound(static_cast<uLong>(text.size())) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string post(const std::string& path, const std::string& type, const std::string& body,
                 const std::string& more = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more + "\r\n" + body;
}

class Client {
 public:
  explicit Client(int port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    EXPECT_EQ(connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ~Client() { close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(const std::string& bytes) {
    EXPECT_EQ(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  // What has been answered by now.
  std::string answer() {
    std::string out(65536, '\0');
    const ssize_t size = recv(fd_, out.data(), out.size(), MSG_DONTWAIT);
    out.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return out;
  }

 private:
  int fd_;
};

class OtlpReceiver : public ::testing::Test {
 protected:
  OtlpReceiver() {
    Result<std::unique_ptr<Receiver>> made = Receiver::listen("127.0.0.1:0", redactor_, clock_, log_);
    EXPECT_TRUE(made);
    receiver_ = std::move(*made);
    receiver_->want(Wanted{clock_.now(), clock_.now(), {}});
  }

  std::vector<model::Event> turn() {
    std::vector<model::Event> events = receiver_->read_next().value();
    for (const model::Event& event : receiver_->read_next().value()) {
      events.push_back(event);
    }
    return events;
  }
  std::string ask(const std::string& request) {
    Client client(receiver_->port());
    client.send(request);
    events_ = turn();
    return client.answer();
  }

  test::FakeClock clock_;
  Logger log_{"test", LogLevel::Error, false};
  std::shared_ptr<redact::Redactor> redactor_ = std::make_shared<redact::Redactor>(readers::make_test_redactor());
  std::unique_ptr<Receiver> receiver_;
  std::vector<model::Event> events_;
};

TEST_F(OtlpReceiver, TakesJson) {
  const std::string answer = ask(post("/v1/traces", "application/json; charset=utf-8", k_json));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: application/json"));
  EXPECT_TRUE(answer.ends_with("\r\n\r\n{}"));
  ASSERT_THAT(events_, SizeIs(1));
  EXPECT_EQ(events_[0].source, "otlp");
  EXPECT_EQ(events_[0].kind, "span");
  EXPECT_EQ(events_[0].component, "service:orders");
  EXPECT_EQ(events_[0].span_kind, "server");
  EXPECT_EQ(events_[0].ingested, clock_.now());
  EXPECT_THAT(events_[0].ids, Contains("nonce:itk-0123456789abcdef0123"));
  EXPECT_THAT(events_[0].ids, Contains("trace:5b8efff798038103d269b633813fc60c"));
  EXPECT_THAT(events_[0].payload.text, ::testing::Not(HasSubstr("hunter2")));
}

TEST_F(OtlpReceiver, TakesProtobufAlsoInGzip) {
  const std::string answer = ask(post("/v1/traces", "application/x-protobuf", trace_request()));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 0\r\n"));  // an ExportTraceServiceResponse that says nothing
  ASSERT_THAT(events_, SizeIs(1));
  EXPECT_EQ(events_[0].operation, "chat");
  EXPECT_EQ(events_[0].error.text, R"({"message":"too long"})");
  const std::string request = gzipped(k_json);
  ask(post("/v1/traces", "application/json", request, "Content-Encoding: gzip\r\n"));
  EXPECT_THAT(events_, SizeIs(1));
}

TEST_F(OtlpReceiver, WhatIsSentAgainComesOnce) {
  ask(post("/v1/traces", "application/json", k_json));
  EXPECT_THAT(events_, SizeIs(1));
  EXPECT_THAT(ask(post("/v1/traces", "application/json", k_json)), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(events_, IsEmpty());
}

TEST_F(OtlpReceiver, RefusesWhatItCannotRead) {
  EXPECT_THAT(ask(post("/v1/traces", "application/x-protobuf", "\xff")), HasSubstr("HTTP/1.1 400"));
  const std::string bad = ask(post("/v1/traces", "application/json", "{\"resourceSpans\":[{"));
  EXPECT_THAT(bad, StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(bad, HasSubstr(R"({"code":3,"message":")"));
  EXPECT_THAT(ask(post("/v1/traces", "application/json", R"({"a":1})")), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(ask(post("/v1/traces", "text/plain", "{}")), StartsWith("HTTP/1.1 415"));
  EXPECT_THAT(ask(post("/v1/traces", "application/json", "{}", "Content-Encoding: br\r\n")),
              StartsWith("HTTP/1.1 415"));
  EXPECT_THAT(ask(post("/v1/traces", "application/json", "no gzip", "Content-Encoding: gzip\r\n")),
              StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(ask(post("/other", "application/json", "{}")), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(ask("GET /v1/traces HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 405"));
  EXPECT_THAT(ask(post("/v1/traces", "application/json", "{}", "Origin: http://evil.example\r\n")),
              StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(ask("nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(ask(std::string(20000, 'a')), StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(ask("POST /v1/traces HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n"), StartsWith("HTTP/1.1 413"));
}

TEST_F(OtlpReceiver, EmptyRequestsAndMetricsAreFine) {
  EXPECT_THAT(ask(post("/v1/traces", "application/json", "{}")), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(ask(post("/v1/traces", "application/x-protobuf", "")), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(ask(post("/v1/metrics", "application/x-protobuf", "x")), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(events_, IsEmpty());
}

TEST_F(OtlpReceiver, ARequestMayComeInPiecesAndIsNotReadThroughUntilThen) {
  const std::string request = post("/v1/traces", "application/json", k_json);
  Client client(receiver_->port());
  const Timestamp began = clock_.now();
  std::vector<model::Event> events;
  for (std::size_t i = 0; i < request.size(); i += 97) {
    EXPECT_THAT(events, IsEmpty());
    client.send(request.substr(i, 97));
    for (model::Event& event : turn()) {
      events.push_back(std::move(event));
    }
    if (i + 97 < request.size()) {
      EXPECT_LT(receiver_->read_through(), began);
    }
    clock_.sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_THAT(events, SizeIs(1));
  turn();
  EXPECT_EQ(receiver_->read_through(), clock_.now());
}

TEST_F(OtlpReceiver, AConnectionCarriesManyRequests) {
  Client client(receiver_->port());
  client.send(post("/v1/traces", "application/json", k_json) +
              post("/v1/traces", "application/x-protobuf", trace_request()));
  EXPECT_THAT(turn(), SizeIs(2));
}

TEST_F(OtlpReceiver, ChunksAndExpectationsAreUnderstood) {
  Client client(receiver_->port());
  const std::string body = k_json;
  client.send("POST /v1/traces HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
  turn();
  char size[16];
  std::snprintf(size, sizeof size, "%zx\r\n", body.size() - 10);
  client.send(size + body.substr(0, body.size() - 10) + "\r\na;x=y\r\n" + body.substr(body.size() - 10) +
              "\r\n0\r\nTrailer: x\r\n\r\n");
  EXPECT_THAT(turn(), SizeIs(1));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 200"));
  client.send("POST /v1/traces HTTP/1.1\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: "
              "2\r\n\r\n");
  turn();
  EXPECT_EQ(client.answer(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("{}");
  turn();
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 200"));
}

TEST_F(OtlpReceiver, ARequestThatNeverEndsIsClosed) {
  Client client(receiver_->port());
  client.send("POST /v1/traces HTTP/1.1\r\n");
  turn();
  clock_.sleep_for(std::chrono::seconds(31));
  turn();
  turn();
  EXPECT_EQ(receiver_->read_through(), clock_.now());
}

TEST_F(OtlpReceiver, IsDueOnlyWhileACaseIsOpen) {
  EXPECT_TRUE(receiver_->due());
  receiver_->want(std::nullopt);
  EXPECT_FALSE(receiver_->due());
}

TEST(OtlpAddress, IsOfThisMachineAlone) {
  for (const char* address : {"0.0.0.0:4318", "192.168.1.1:4318", "example.com:4318", "127.0.0.1",
                              "127.0.0.1:", "[::]:1", "127.0.0.1:99999"}) {
    const Result<HttpServer> server = HttpServer::listen(address);
    ASSERT_FALSE(server) << address;
    EXPECT_EQ(server.error().exit, ExitCode::Usage);
  }
  const Result<HttpServer> first = HttpServer::listen("localhost:0");
  ASSERT_TRUE(first);
  EXPECT_FALSE(HttpServer::listen("127.0.0.1:" + std::to_string(first->port())));
}

TEST(HttpRequest, EveryTruncationIsIncomplete) {
  const std::string request = post("/v1/traces", "application/json", k_json);
  for (std::size_t size = 0; size < request.size(); ++size) {
    EXPECT_EQ(parse_request(std::string_view(request).substr(0, size)).state, ParsedRequest::State::Incomplete) << size;
  }
  EXPECT_EQ(parse_request(request).state, ParsedRequest::State::Complete);
  EXPECT_EQ(parse_request("POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n").state,
            ParsedRequest::State::Refused);
  EXPECT_EQ(parse_request("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n").state,
            ParsedRequest::State::Refused);
}

}  // namespace
}  // namespace itk::collect::otlp
