// Many executions of one case: how fast, how many at once, and when it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/itk-invoke/invoke_scene.h"

namespace itk::invoke {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class SoakTest : public InvokeTest {
 protected:
  SoakTest() {
    write("cases/a.yaml", sample());
    options_.pace.max_inflight = 100;
    transport_.on_send = [this](const aws::HttpRequest&) {
      sent_ms_.push_back(static_cast<int>(milliseconds_between(begun_, clock_.now())));
    };
  }

  static std::string sample(const std::string& more = "") {
    return "id: a\nentrypoint:\n  type: sqs_event\n  target: {queue_url: "
           "\"https://sqs.us-east-1.amazonaws.com/123456789012/q\"}\n  payload: x\ncollect: {log_groups: [/g]}\n" +
           more;
  }
  void accept_all(int count) {
    for (int i = 1; i <= count; ++i) {
      accept("m-" + std::to_string(i));
    }
  }
  std::set<std::int64_t> iterations() {
    std::set<std::int64_t> numbers;
    for (const model::Invocation& invocation : records<model::Invocation>()) {
      numbers.insert(invocation.iteration);
    }
    return numbers;
  }

  const Timestamp begun_ = clock_.now();
  std::vector<int> sent_ms_;  // when each request left
};

TEST_F(SoakTest, EachIterationIsInvokedOnce) {
  options_.iterations = 40;
  options_.pace.max_inflight = 8;
  accept_all(40);
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(transport_.requests.size(), 40u);
  EXPECT_EQ(records<model::Invocation>().size(), 40u);
  EXPECT_EQ(records<model::Answer>().size(), 40u);
  EXPECT_EQ(iterations().size(), 40u);
  EXPECT_EQ(*iterations().rbegin(), 40);
}

TEST_F(SoakTest, NoMoreAreUnderWayThanMayBe) {
  options_.iterations = 6;
  options_.pace.max_inflight = 2;
  latency_ = milliseconds(50);
  accept_all(6);
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(sent_ms_, ElementsAre(0, 0, 50, 50, 100, 100));
}

TEST_F(SoakTest, TheRateIsKept) {
  options_.iterations = 5;
  options_.pace.rate = 20;
  accept_all(5);
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(sent_ms_, ElementsAre(0, 50, 100, 150, 200));
}

TEST_F(SoakTest, ADurationEndsItWell) {
  options_.duration = milliseconds(500);
  options_.pace.max_inflight = 1;
  latency_ = milliseconds(100);
  accept_all(10);
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_THAT(sent_ms_, ElementsAre(0, 100, 200, 300, 400));
}

TEST_F(SoakTest, IterationsMayEndBeforeTheDuration) {
  options_.duration = milliseconds(500);
  options_.iterations = 2;
  options_.pace.max_inflight = 1;
  latency_ = milliseconds(100);
  accept_all(2);
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(sent_ms_.size(), 2u);
}

TEST_F(SoakTest, ARuleStopsItAndTheRestIsNamed) {
  options_.iterations = 10;
  options_.pace.max_inflight = 1;
  options_.stop_on = {"errors>=3"};
  accept_all(2);
  for (int i = 0; i < 3; ++i) {
    transport_.fail("connection_reset");
  }
  run();
  EXPECT_EQ(transport_.requests.size(), 5u);
  const model::ErrorRecord last = records<model::ErrorRecord>().back();
  EXPECT_EQ(last.code, "stopped");
  EXPECT_THAT(last.message, HasSubstr("errors>=3: 3 executions could not be run"));
  EXPECT_THAT(last.message, HasSubstr("not invoked: a (after 5 of 10 iterations)"));
}

TEST_F(SoakTest, ARuleThatIsNoneIsAnErrorBeforeTheFirstSend) {
  options_.stop_on = {"failure>3"};
  EXPECT_EQ(run(), ExitCode::Usage);
  EXPECT_THAT(log_, HasSubstr("did you mean"));
  EXPECT_TRUE(transport_.requests.empty());
}

TEST_F(SoakTest, WhatGoesOnUntilStoppedEndsWellWhereItIsStopped) {
  options_.continuous = true;
  options_.pace.max_inflight = 1;
  accept_all(7);
  interrupted_ = [this] { return transport_.requests.size() >= 7; };
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(records<model::Answer>().size(), 7u);
  EXPECT_EQ(types().back(), "end");
}

TEST_F(SoakTest, ThrottlesSlowItDownAndItRecovers) {
  options_.iterations = 120;
  options_.pace.max_inflight = 1;
  options_.pace.rate = 10;
  accept("m-1");
  transport_.answer(403, R"({"message":"slow down"})", {{"x-amzn-errortype", "RequestThrottled"}});
  accept_all(118);
  run();
  ASSERT_EQ(sent_ms_.size(), 120u);
  EXPECT_THAT(log_, HasSubstr("throttled (1 so far): going on at 50 % of what was asked for"));
  EXPECT_EQ(sent_ms_[1] - sent_ms_[0], 100);
  EXPECT_GT(sent_ms_[3] - sent_ms_[2], 180);
  EXPECT_EQ(sent_ms_[119] - sent_ms_[118], 100);
  EXPECT_THAT(log_, HasSubstr("no more throttles: going on as was asked for"));
}

TEST_F(SoakTest, AThrottleOfAnHttpApiSlowsItDownToo) {
  write("cases/a.yaml", "id: a\nentrypoint:\n  type: http\n  target: {url: \"https://api.example.com/orders\"}\n"
                        "collect: {log_groups: [/g]}\n");
  options_.iterations = 10;
  options_.pace.max_inflight = 1;
  options_.pace.rate = 10;
  for (int i = 0; i < 10; ++i) {
    transport_.answer(i == 1 ? 429 : 200, "");
  }
  run();
  EXPECT_THAT(log_, HasSubstr("throttled (1 so far): going on at 50 % of what was asked for"));
}

TEST_F(SoakTest, WhatIsDueTogetherLeavesInOneCall) {
  options_.iterations = 20;
  options_.batch = 10;
  for (int call = 0; call < 2; ++call) {
    std::string sent;
    for (int i = 0; i < 10; ++i) {
      sent += (i == 0 ? "" : ",") + fmt::format(R"({{"Id":"{}","MessageId":"m-{}-{}"}})", i, call, i);
    }
    transport_.answer(200, "{\"Successful\":[" + sent + "]}");
  }
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(transport_.requests.size(), 2u);
  std::set<std::string> ids;
  for (const model::Answer& answer : records<model::Answer>()) {
    ids.insert(answer.ids.begin(), answer.ids.end());
  }
  EXPECT_EQ(ids.size(), 20u);
}

TEST_F(SoakTest, DeliveredTwiceTheSecondBearsTheSameNames) {
  write("cases/a.yaml", sample("deliver: twice\n"));
  accept_all(2);
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  ASSERT_EQ(transport_.requests.size(), 2u);
  EXPECT_EQ(transport_.requests[0].body, transport_.requests[1].body);
  ASSERT_EQ(records<model::Answer>().size(), 1u);
  EXPECT_THAT(records<model::Answer>()[0].ids, ElementsAre("sqs:m-1", "sqs:m-2"));
  EXPECT_EQ(records<model::Answer>()[0].attempts, 2);
}

TEST_F(SoakTest, OfTwoDeliveriesWhatIsKnownOfTheFirstStaysKnown) {
  write("cases/a.yaml", sample("deliver: twice\n"));
  accept("m-1");
  transport_.fail("connection_reset");
  EXPECT_EQ(run(), ExitCode::Unreachable);
  EXPECT_EQ(records<model::Answer>().at(0).status, "error");
  EXPECT_THAT(records<model::Answer>().at(0).ids, ElementsAre("sqs:m-1"));
}

TEST_F(SoakTest, WithTheNonceOffNothingOfOursIsSentAlong) {
  write("cases/a.yaml", sample("nonce: off\n"));
  accept("m-1");
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  const std::string& body = transport_.requests.at(0).body;
  EXPECT_THAT(body, Not(HasSubstr("itk-")));
  EXPECT_THAT(body, Not(HasSubstr("traceparent")));
  EXPECT_THAT(body, Not(HasSubstr("AWSTraceHeader")));
}

TEST_F(SoakTest, ACaseIsRepeatedAsOftenAsItSaysUnlessTheFlagSaysOtherwise) {
  write("cases/a.yaml", sample("repeat: 3\n"));
  accept_all(5);
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(transport_.requests.size(), 3u);
  options_.iterations = 2;
  run();
  EXPECT_EQ(transport_.requests.size(), 5u);
}

TEST_F(SoakTest, ARunThatGoesOnSendsWhatWasNotAnswered) {
  options_.iterations = 4;
  options_.pace.max_inflight = 1;
  accept_all(2);
  interrupted_ = [this] { return transport_.requests.size() >= 2; };
  EXPECT_EQ(run(), ExitCode::Incomplete);
  const std::vector<std::string> first_part = std::exchange(lines_, {});
  write("saved.jsonl", std::exchange(text_, ""));

  interrupted_ = nullptr;
  options_.resume = dir_ / "saved.jsonl";
  accept_all(2);
  EXPECT_EQ(run(), ExitCode::Ok) << log_;
  EXPECT_EQ(lines_.at(0), first_part.at(0));  // the same run
  EXPECT_EQ(records<model::Invocation>().size(), 4u);
  EXPECT_EQ(iterations().size(), 4u);
  EXPECT_EQ(records<model::Answer>().size(), 4u);
  EXPECT_EQ(transport_.requests.size(), 4u);
}

}  // namespace
}  // namespace itk::invoke
