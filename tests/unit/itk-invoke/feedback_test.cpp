#include "itk-invoke/feedback.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

using ::testing::HasSubstr;

constexpr const char* k_trace =
    R"({"itk":"trace/1","trace":"t","inv":"01ARZ3NDEKTSV4RRFFQ69G5FAV","signature":"s","spans":1,"errors":0,"retries":0,)"
    R"("throttles":2,"cold_starts":0,"orphans":0,"tokens":{"input":10,"output":5},"cost_usd":0.25,"completeness":"complete"})";

std::string check(const std::string& inv, const std::string& outcome) {
  return R"({"itk":"check/1","inv":")" + inv + R"(","case":"c","iteration":1,"name":"n","outcome":")" + outcome + "\"}";
}

class FeedbackTest : public ::testing::Test {
 protected:
  FeedbackTest() { EXPECT_EQ(mkfifo((dir_ / "fifo").c_str(), 0600), 0); }

  // The reader is another thread: waits, within reason, until it has read what says that it has read all.
  Reported after(Feedback& feedback, std::int64_t traces) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (feedback.reported().traces < traces && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::yield();
    }
    return feedback.reported();
  }

  test::TempDir dir_;
};

TEST_F(FeedbackTest, TracesAndChecksAreCounted) {
  const auto feedback = Feedback::open(dir_ / "fifo").value();
  std::ofstream fifo(dir_ / "fifo");
  fifo << check("A", "failed") << "\n"
       << check("A", "failed") << "\n"
       << check("A", "warning") << "\n"
       << check("B", "warning") << "\n"
       << check("C", "passed") << "\nno record\n{\"itk\":\"ofTomorrow/1\"}\n{\"itk\":\"trace/1\"}\n"
       << k_trace << "\n"
       << k_trace << "\n";
  fifo.flush();
  const Reported reported = after(*feedback, 2);
  EXPECT_EQ(reported.traces, 2);
  EXPECT_EQ(reported.failures, 1);
  EXPECT_EQ(reported.warnings, 1);
  EXPECT_EQ(reported.throttles, 4);
  EXPECT_EQ(reported.tokens, 30);
  EXPECT_DOUBLE_EQ(reported.usd, 0.5);
}

TEST_F(FeedbackTest, WritersMayComeAndGoInTheMiddleOfALine) {
  const auto feedback = Feedback::open(dir_ / "fifo").value();
  const std::string line = std::string(k_trace) + "\n";
  std::ofstream(dir_ / "fifo") << line.substr(0, 50);
  std::ofstream(dir_ / "fifo") << line.substr(50);
  EXPECT_EQ(after(*feedback, 1).traces, 1);
}

TEST_F(FeedbackTest, KnowsWhenAllItsWritersHaveGone) {
  const auto feedback = Feedback::open(dir_ / "fifo").value();
  const auto becomes = [&](bool deserted) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (feedback->is_deserted() != deserted && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::yield();
    }
    return feedback->is_deserted() == deserted;
  };
  EXPECT_FALSE(feedback->is_deserted());  // none has come yet
  {
    std::ofstream fifo(dir_ / "fifo");
    fifo << k_trace << std::endl;
    after(*feedback, 1);
    EXPECT_FALSE(feedback->is_deserted());
  }
  EXPECT_TRUE(becomes(true));
  std::ofstream again(dir_ / "fifo");
  again << k_trace << std::endl;
  EXPECT_TRUE(becomes(false));
  EXPECT_EQ(after(*feedback, 2).traces, 2);
}

TEST_F(FeedbackTest, CanBeLeftWithoutAWriter) { EXPECT_TRUE(Feedback::open(dir_ / "fifo")); }

TEST_F(FeedbackTest, WhatIsNoFifoIsRefused) {
  std::ofstream(dir_ / "file") << "x";
  for (const char* name : {"file", "none"}) {
    const auto feedback = Feedback::open(dir_ / name);
    ASSERT_FALSE(feedback);
    EXPECT_EQ(feedback.error().exit, ExitCode::Usage);
    EXPECT_THAT(feedback.error().message, HasSubstr("mkfifo"));
  }
}

}  // namespace
}  // namespace itk::invoke
