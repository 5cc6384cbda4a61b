#include "itk-collect/stream_requests.h"

#include <gtest/gtest.h>

namespace itk::collect {
namespace {

Timestamp at(std::int64_t ms) { return Timestamp::from_ms(ms); }

TEST(StreamRequests, LinesBetweenTwoStartsAreOfTheFirst) {
  StreamRequests streams;
  streams.add_start("g", "s", at(10), "lambda:a");
  streams.add_end("g", "s", at(20), "lambda:a");
  streams.add_start("g", "s", at(30), "lambda:b");
  EXPECT_EQ(streams.request_at("g", "s", at(5)), "");
  EXPECT_EQ(streams.request_at("g", "s", at(15)), "lambda:a");
  EXPECT_EQ(streams.request_at("g", "s", at(25)), "lambda:a");  // an extension shutting down
  EXPECT_EQ(streams.request_at("g", "s", at(35)), "lambda:b");
  EXPECT_EQ(streams.request_at("g", "other", at(35)), "");
  EXPECT_EQ(streams.request_at("other", "s", at(35)), "");
}

TEST(StreamRequests, TheStartOfAnEnvironmentIsOfTheRequestThatItServes) {
  StreamRequests streams;
  streams.add_init("g", "s", at(10));
  EXPECT_EQ(streams.request_at("g", "s", at(12)), "");
  streams.add_start("g", "s", at(30), "lambda:a");
  EXPECT_EQ(streams.request_at("g", "s", at(10)), "lambda:a");
  EXPECT_EQ(streams.request_at("g", "s", at(12)), "lambda:a");
}

TEST(StreamRequests, ConcurrentRequestsGiveNoAnswer) {
  StreamRequests streams;
  streams.add_start("g", "s", at(10), "lambda:a");
  streams.add_start("g", "s", at(20), "lambda:b");
  streams.add_end("g", "s", at(30), "lambda:a");
  EXPECT_EQ(streams.request_at("g", "s", at(15)), "lambda:a");
  EXPECT_EQ(streams.request_at("g", "s", at(25)), "");
  EXPECT_EQ(streams.request_at("g", "s", at(35)), "lambda:b");
}

TEST(StreamRequests, WithinAMillisecondTheStartComesFirst) {
  StreamRequests streams;
  streams.add_start("g", "s", at(5), "lambda:a");
  streams.add_start("g", "s", at(10), "lambda:b");
  streams.add_init("g", "s", at(10));
  EXPECT_EQ(streams.request_at("g", "s", at(9)), "lambda:a");
  EXPECT_EQ(streams.request_at("g", "s", at(10)), "lambda:b");
}

}  // namespace
}  // namespace itk::collect
