#include "common/aws/live_tail.h"

#include <gmock/gmock.h>

#include "tests/support/event_stream_writer.h"
#include "tests/support/fake_client.h"
#include "tests/support/fake_loop.h"

namespace itk::aws {
namespace {

using test::FakeClient;
using ::testing::HasSubstr;

std::string frame(std::string_view kind, std::string_view type_name, std::string_view type, std::string_view payload) {
  return test::event_frame(test::text_header(type_name, type) + test::text_header(":message-type", kind), payload);
}
std::string event(std::string_view type, std::string_view payload) {
  return frame("event", ":event-type", type, payload);
}

constexpr char k_update[] =
    R"({"sessionMetadata":{"sampled":true},"sessionResults":[{"logStreamName":"s","logGroupIdentifier":"1:/a",)"
    R"("message":"m\n","timestamp":1763625600123,"ingestionTime":1763625600999}]})";

struct Session {
  FakeClient fake{Service::LogsStream};
  test::FakeLoop loop{fake.clock};
  int started = 0;
  std::vector<LiveTailUpdate> updates;
  Error error;

  Task<> run() {
    StartLiveTail session;
    session.group_arns.assign({"arn:a", "arn:b"});
    session.on_start = [this] { ++started; };
    session.on_update = [this](LiveTailUpdate update) { updates.push_back(std::move(update)); };
    Caller caller(fake.client, loop);
    error = co_await live_tail(caller, std::move(session));
  }
  void hear(std::string stream, int status = 200) {
    loop.answer = [stream, status](const HttpRequest&) {
      return test::FakeLoop::Answer{HttpResponse{status, {}, stream}, {}};
    };
    loop.spawn(run());
    loop.run();
  }
};

TEST(LiveTail, ReadsUpdatesUntilTheSessionTimesOut) {
  Session session;
  session.hear(event("initial-response", "") + event("sessionStart", "{}") + event("sessionUpdate", k_update) +
               event("sessionUpdate", R"({"sessionResults":[]})") +
               frame("exception", ":exception-type", "SessionTimeoutException", R"({"message":"three hours"})"));
  const HttpRequest& sent = session.loop.requests.at(0);
  EXPECT_EQ(sent.body, R"({"logGroupIdentifiers":["arn:a","arn:b"]})");
  EXPECT_EQ(find_header(sent.headers, "X-Amz-Target"), "Logs_20140328.StartLiveTail");
  EXPECT_EQ(session.started, 1);
  ASSERT_EQ(session.updates.size(), 2u);
  EXPECT_TRUE(session.updates[0].is_sampled);
  const LiveTailEvent& found = session.updates[0].events.at(0);
  EXPECT_EQ(found.group, "1:/a");
  EXPECT_EQ(found.stream, "s");
  EXPECT_EQ(found.message, "m\n");
  EXPECT_EQ(found.timestamp_ms, 1763625600123);
  EXPECT_EQ(found.ingestion_ms, 1763625600999);
  EXPECT_FALSE(session.updates[1].is_sampled);
  EXPECT_EQ(session.error.code, "SessionTimeoutException");
  EXPECT_THAT(session.error.message, HasSubstr("three hours"));
  EXPECT_EQ(session.loop.requests.size(), 1u);  // who wants another session says so
}

TEST(LiveTail, AConnectionThatEndsIsAnErrorThatMends) {
  Session session;
  session.hear(event("sessionStart", "{}"));
  EXPECT_EQ(session.error.code, "session_ended");
  EXPECT_EQ(session.error.error_class, ErrorClass::Transient);
}

TEST(LiveTail, WhatIsRefusedBeforeTheStreamIsThatError) {
  Session session;
  session.hear(R"({"__type":"AccessDeniedException","message":"no"})", 400);
  EXPECT_EQ(session.error.code, "AccessDeniedException");
  EXPECT_EQ(session.started, 0);
}

TEST(LiveTail, BrokenFramesAndPayloadsEndTheSession) {
  std::string broken = event("sessionUpdate", k_update);
  broken[broken.size() - 1] = static_cast<char>(broken.back() ^ 1);
  for (const std::string& stream :
       {broken, event("sessionUpdate", "{"), event("sessionUpdate", R"({"sessionResults":[1]})"),
        frame("error", ":error-code", "InternalFailure", "")}) {
    Session session;
    session.hear(stream);
    EXPECT_TRUE(session.updates.empty());
    EXPECT_EQ(session.error.error_class, ErrorClass::Transient) << session.error.message;
  }
}

TEST(LiveTail, HasAHostOfItsOwn) {
  Config config;
  config.region = "eu-west-1";
  EXPECT_EQ(resolve_endpoint(config, Service::LogsStream)->url, "https://stream-logs.eu-west-1.amazonaws.com");
  config.endpoint_urls[Service::LogsStream] = {"http://127.0.0.1:1", "a test"};
  EXPECT_EQ(resolve_endpoint(config, Service::LogsStream)->url, "http://127.0.0.1:1");
}

}  // namespace
}  // namespace itk::aws
