#include "itk-collect/live_tail_source.h"

#include <gmock/gmock.h>

#include "tests/support/event_stream_writer.h"
#include "tests/support/fake_client.h"
#include "tests/support/fake_loop.h"

namespace itk::collect {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string frame(std::string_view kind, std::string_view type_name, std::string_view type, std::string_view payload) {
  return test::event_frame(test::text_header(type_name, type) + test::text_header(":message-type", kind), payload);
}
std::string event(std::string_view type, std::string_view payload) {
  return frame("event", ":event-type", type, payload);
}
std::string update_of(const std::string& group, const std::string& sampled = "false") {
  return event("sessionUpdate", R"({"sessionMetadata":{"sampled":)" + sampled + R"(},"sessionResults":[)" +
                                    R"({"logGroupIdentifier":"123456789012:)" + group + R"(","message":"m"}]})");
}

class LiveTailSourceTest : public testing::Test {
 protected:
  LiveTailSourceTest() {
    logs.transport.on_send = [this](const aws::HttpRequest&) {
      std::string groups;
      for (const char* name : {"/a", "/ab", "/b"}) {
        groups += (groups.empty() ? "" : ",") + (R"({"logGroupName":")" + std::string(name)) +
                  R"(","arn":"arn:aws:logs:r:1:log-group:)" + name + R"(:*"})";
      }
      logs.transport.answer(200, R"({"logGroups":[)" + groups + "]}");
    };
    // Each session says what is next, and ends after five seconds.
    loop.answer = [this](const aws::HttpRequest&) {
      const std::string frames = next < streams.size() ? streams[next++] : event("sessionStart", "{}");
      return test::FakeLoop::Answer{aws::HttpResponse{status, {}, frames}, milliseconds(5'000)};
    };
  }

  std::vector<std::string> news_after(int ms) {
    loop.turn(milliseconds(0));
    for (int i = 0; i < ms / 100; ++i) {
      loop.turn(milliseconds(100));
    }
    return source.news();
  }

  test::FakeClient logs{aws::Service::Logs}, stream{aws::Service::LogsStream};
  test::FakeLoop loop{stream.clock};
  std::vector<std::string> streams;
  std::size_t next = 0;
  int status = 200;
  LiveTailSource source{logs.client, stream.client, loop, stream.log};
};

TEST_F(LiveTailSourceTest, NamesTheGroupsThatHaveSomethingNew) {
  streams = {event("sessionStart", "{}") + update_of("/a") + frame("exception", ":exception-type", "X", "{}")};
  source.watch({"/a", "/b", "/not-there"});
  EXPECT_THAT(source.news(), IsEmpty());
  EXPECT_EQ(loop.requests.at(0).body,
            R"({"logGroupIdentifiers":["arn:aws:logs:r:1:log-group:/a","arn:aws:logs:r:1:log-group:/b"]})");
}

TEST_F(LiveTailSourceTest, ASampleMeansThatAnyGroupMayHaveSomething) {
  streams = {event("sessionStart", "{}") + update_of("/a", "true")};
  source.watch({"/a", "/b"});
  EXPECT_THAT(news_after(5'100), ElementsAre("/a", "/b"));
  EXPECT_THAT(stream.logged, HasSubstr("sample"));
}

TEST_F(LiveTailSourceTest, OpensASessionThatTimedOutAgain) {
  streams = {event("sessionStart", "{}") +
             frame("exception", ":exception-type", "SessionTimeoutException", R"({"message":"three hours"})")};
  source.watch({"/a"});
  EXPECT_THAT(news_after(5'100), ElementsAre("/a"));  // what came in between
  EXPECT_EQ(loop.requests.size(), 2u);
}

TEST_F(LiveTailSourceTest, OpensABrokenConnectionAgainAfterAPause) {
  streams = {event("sessionStart", "{}")};
  source.watch({"/a"});
  news_after(5'500);
  EXPECT_EQ(loop.requests.size(), 1u);
  news_after(1'000);
  EXPECT_EQ(loop.requests.size(), 2u);
}

TEST_F(LiveTailSourceTest, DoesNotInsistWhereItIsNotAllowed) {
  status = 400;
  streams = {R"({"__type":"AccessDeniedException","message":"no"})"};
  source.watch({"/a"});
  news_after(20'000);
  EXPECT_EQ(loop.requests.size(), 1u);
  EXPECT_THAT(stream.logged, HasSubstr("read in turn"));
}

TEST_F(LiveTailSourceTest, WatchesEachGroupOnceAndTenInASession) {
  source.watch({"/a", "/a"});
  source.watch({"/a", "/ab"});
  loop.turn(milliseconds(0));
  ASSERT_EQ(loop.requests.size(), 2u);
  EXPECT_THAT(loop.requests[1].body, HasSubstr("/ab"));
}

}  // namespace
}  // namespace itk::collect
