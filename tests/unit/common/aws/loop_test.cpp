#include "common/aws/loop.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "tests/support/fake_loop.h"
#include "tests/support/loopback_server.h"

namespace itk::aws {
namespace {

using std::chrono::milliseconds;
using test::FakeClock;
using test::FakeLoop;
using test::LoopbackServer;

Task<> note_after(Loop& loop, milliseconds delay, std::string name, std::string& notes) {
  co_await loop.wait(delay);
  notes += name;
}

TEST(Loop, TasksGoOnInTheOrderOfTheirTimes) {
  FakeClock clock;
  FakeLoop loop(clock);
  std::string notes;
  loop.spawn(note_after(loop, milliseconds(30), "c", notes));
  loop.spawn(note_after(loop, milliseconds(10), "a", notes));
  loop.spawn(note_after(loop, milliseconds(10), "b", notes));
  loop.run();
  EXPECT_EQ(notes, "abc");
  EXPECT_EQ(loop.running(), 0u);
}

TEST(Loop, ATurnWaitsNoLongerThanItsPatience) {
  FakeClock clock;
  FakeLoop loop(clock);
  std::string notes;
  const Timestamp start = clock.now();
  loop.spawn(note_after(loop, milliseconds(500), "a", notes));
  loop.turn(milliseconds(0));  // the task begins
  loop.turn(milliseconds(100));
  EXPECT_EQ(milliseconds_between(start, clock.now()), 100);
  loop.turn(milliseconds(1000));
  EXPECT_EQ(milliseconds_between(start, clock.now()), 500);
  EXPECT_EQ(notes, "a");
}

Task<Result<int>> fails() { co_return tl::make_unexpected(usage_error("no", "no")); }
Task<Result<int>> adds_to(Task<Result<int>> task) {
  ITK_CO_TRY_ASSIGN(const int value, co_await task);
  co_return value + 1;
}
Task<Result<int>> yields(int value) { co_return value; }
Task<> throws() {
  throw std::runtime_error("a bug");
  co_return;
}

TEST(Task, ErrorsAndValuesPassThroughAwaits) {
  EXPECT_EQ(take(adds_to(adds_to(yields(1)))).value(), 3);
  EXPECT_EQ(take(adds_to(fails())).error().code, "no");
}

TEST(Loop, AnExceptionLeavesTheLoopThatRanTheTask) {
  FakeClock clock;
  FakeLoop loop(clock);
  loop.spawn(throws());
  EXPECT_THROW(loop.run(), std::runtime_error);
  EXPECT_EQ(loop.running(), 0u);
}

TEST(Loop, WhatIsUnderWayEndsWithTheLoop) {
  FakeClock clock;
  std::string notes;
  {
    FakeLoop loop(clock);
    loop.spawn(note_after(loop, milliseconds(30), "a", notes));
    loop.turn(milliseconds(0));
  }
  EXPECT_EQ(notes, "");
}

Task<> fetch(Loop& loop, HttpRequest request, std::string& bodies) {
  const Result<HttpResponse> response = co_await loop.send(std::move(request));
  bodies += response ? response->body : "(" + response.error().code + ")";
}

HttpRequest post(const std::string& url, std::string body) {
  HttpRequest request;
  request.method = "POST";
  request.url = url;
  request.body = std::move(body);
  return request;
}

TEST(CurlLoop, CarriesManyRequestsAtOnce) {
  const LoopbackServer::Script answer_once = [](LoopbackServer::Connection& connection) {
    connection.read_request();
    connection.answer("x");
  };
  LoopbackServer server(std::vector<LoopbackServer::Script>(20, answer_once));
  const std::unique_ptr<Loop> loop = make_curl_loop({}, system_clock());
  std::string bodies;
  for (int i = 0; i < 20; ++i) {
    loop->spawn(fetch(*loop, post(server.url(), "hello"), bodies));
  }
  loop->run();
  EXPECT_EQ(bodies, std::string(20, 'x'));
}

TEST(CurlLoop, GivesBodiesToTheSinkAsTheyComeAndStopsWhereItRefuses) {
  const LoopbackServer::Script answer_all = [](LoopbackServer::Connection& connection) {
    while (connection.read_request()) {
      connection.answer("abc");
    }
  };
  LoopbackServer server({answer_all, answer_all});
  const std::unique_ptr<Loop> loop = make_curl_loop({}, system_clock());
  std::string taken, bodies;
  HttpRequest request = post(server.url(), "");
  request.on_body = [&](std::string_view bytes) {
    taken += bytes;
    return Status();
  };
  loop->spawn(fetch(*loop, request, bodies));
  loop->run();
  EXPECT_EQ(taken, "abc");
  EXPECT_EQ(bodies, "");
  request.on_body = [](std::string_view) -> Status { return tl::make_unexpected(file_error("full", "disk full")); };
  loop->spawn(fetch(*loop, request, bodies));
  loop->run();
  EXPECT_EQ(bodies, "(full)");
}

TEST(CurlLoop, HeadersAreSeenBeforeTheBodyThatTheyDescribe) {
  LoopbackServer server({[](LoopbackServer::Connection& connection) {
    connection.read_request();
    connection.answer("abc");
    connection.read_request();
    connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nbad");
  }});
  const std::unique_ptr<Loop> loop = make_curl_loop({}, system_clock());
  std::string seen, bodies;
  HttpRequest request = post(server.url(), "");
  request.on_head = [&](const Headers& headers) { seen += std::string(*find_header(headers, "content-length")) + ":"; };
  request.on_body = [&](std::string_view bytes) {
    seen += bytes;
    return Status();
  };
  loop->spawn(fetch(*loop, request, bodies));
  loop->run();
  EXPECT_EQ(seen, "3:abc");
  loop->spawn(fetch(*loop, request, bodies));  // an error has its body in the response
  loop->run();
  EXPECT_EQ(seen, "3:abc");
  EXPECT_EQ(bodies, "bad");
}

TEST(CurlLoop, CanBeLeftWithRequestsUnderWay) {
  LoopbackServer server({[](LoopbackServer::Connection& connection) { connection.wait_for_the_end(); }});
  std::string bodies;
  {
    const std::unique_ptr<Loop> loop = make_curl_loop({}, system_clock());
    loop->spawn(fetch(*loop, post(server.url(), "hello"), bodies));
    loop->turn(milliseconds(0));
    loop->turn(milliseconds(0));
    EXPECT_EQ(loop->running(), 1u);
  }
  EXPECT_EQ(bodies, "");
}

Task<> read_pipe(Loop& loop, int fd, milliseconds patience, std::string& text) {
  co_await loop.readable(fd, patience);
  text += "awake";
}

TEST(CurlLoop, WakesWhoWaitsForAFileDescriptor) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::unique_ptr<Loop> loop = make_curl_loop({}, system_clock());
  std::string text;
  loop->spawn(read_pipe(*loop, ends[0], std::chrono::hours(1), text));
  loop->turn(milliseconds(0));
  EXPECT_EQ(text, "");
  ASSERT_EQ(write(ends[1], "x", 1), 1);
  loop->run();
  EXPECT_EQ(text, "awake");
  // Or for its time.
  char byte = 0;
  ASSERT_EQ(read(ends[0], &byte, 1), 1);
  loop->spawn(read_pipe(*loop, ends[0], milliseconds(1), text));
  loop->run();
  EXPECT_EQ(text, "awakeawake");
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace itk::aws
