#include "tests/sandbox/sqs/queue.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>

#include "tests/sandbox/sqs/checksum.h"
#include "tests/sandbox/sqs/queues.h"
#include "tests/support/fake_clock.h"

namespace itk::sandbox::sqs {
namespace {

constexpr Timestamp at(std::int64_t seconds) { return Timestamp::from_s(1'790'000'000 + seconds); }

Outgoing message(std::string body, std::string group = "", std::string deduplication = "") {
  Outgoing outgoing;
  outgoing.body = std::move(body);
  outgoing.group = std::move(group);
  outgoing.deduplication = std::move(deduplication);
  return outgoing;
}

Settings fifo() {
  Settings settings;
  settings.fifo = true;
  settings.content_based_deduplication = true;
  return settings;
}

class QueueTest : public testing::Test {
 protected:
  std::vector<std::string> bodies(Queue& queue, std::int64_t second, std::size_t most = 10) {
    std::vector<std::string> result;
    for (const Received& each : queue.receive(most, 30, at(second), given_up)) {
      result.push_back(each.message.body);
      handles.push_back(each.receipt_handle);
    }
    return result;
  }

  std::vector<Message> given_up;
  std::vector<std::string> handles;
};

using Bodies = std::vector<std::string>;

TEST_F(QueueTest, ReceivedMessageIsHiddenUntilItsVisibilityTimesOut) {
  Queue queue("q", {}, at(0));
  ASSERT_TRUE(queue.send(message("a"), at(0)));
  EXPECT_EQ(bodies(queue, 1), Bodies{"a"});
  EXPECT_EQ(bodies(queue, 30), Bodies{});
  EXPECT_EQ(queue.next_visible(at(30)), at(31));
  EXPECT_EQ(bodies(queue, 31), Bodies{"a"});
}

TEST_F(QueueTest, DelayedMessageComesWhenItsDelayIsOver) {
  Queue queue("q", {}, at(0));
  Outgoing outgoing = message("a");
  outgoing.delay_s = 5;
  ASSERT_TRUE(queue.send(outgoing, at(0)));
  EXPECT_EQ(bodies(queue, 4), Bodies{});
  EXPECT_EQ(queue.count(at(4)).delayed, 1);
  EXPECT_EQ(bodies(queue, 5), Bodies{"a"});
}

TEST_F(QueueTest, OnlyTheLatestReceiptHandleDeletes) {
  Queue queue("q", {}, at(0));
  ASSERT_TRUE(queue.send(message("a"), at(0)));
  bodies(queue, 0);
  bodies(queue, 30);
  EXPECT_EQ(queue.remove(handles[0], at(31)), false);
  EXPECT_EQ(queue.remove(handles[1], at(31)), true);
  EXPECT_EQ(queue.remove(handles[1], at(31)), false) << "deleting what is gone is no error";
}

TEST_F(QueueTest, InventedReceiptHandleIsAnError) {
  Queue queue("q", {}, at(0));
  EXPECT_EQ(queue.remove("nonsense", at(0)).error().query_code, "ReceiptHandleIsInvalid");
}

TEST_F(QueueTest, EveryTruncationOfAReceiptHandleIsRefusedOrUnknown) {
  Queue queue("q", {}, at(0));
  ASSERT_TRUE(queue.send(message("a"), at(0)));
  bodies(queue, 0);
  for (std::size_t size = 0; size < handles[0].size(); ++size) {
    EXPECT_NE(queue.remove(handles[0].substr(0, size), at(0)), true) << size;
  }
}

TEST_F(QueueTest, VisibilityOfAMessageInFlightCanBeEnded) {
  Queue queue("q", {}, at(0));
  ASSERT_TRUE(queue.send(message("a"), at(0)));
  bodies(queue, 0);
  ASSERT_TRUE(queue.change_visibility(handles[0], 0, at(1)));
  EXPECT_EQ(bodies(queue, 1), Bodies{"a"});
  EXPECT_EQ(queue.change_visibility(handles[0], 0, at(1)).error().query_code,
            "AWS.SimpleQueueService.MessageNotInflight");
}

TEST_F(QueueTest, MessageReceivedTooOftenIsGivenUp) {
  Settings settings;
  settings.redrive = Redrive{"dlq", 2, ""};
  Queue queue("q", settings, at(0));
  ASSERT_TRUE(queue.send(message("a"), at(0)));
  bodies(queue, 0);
  bodies(queue, 100);
  EXPECT_EQ(bodies(queue, 200), Bodies{});
  ASSERT_EQ(given_up.size(), 1U);
  EXPECT_EQ(given_up[0].receive_count, 2);
}

TEST_F(QueueTest, FifoGroupWaitsForItsHead) {
  Queue queue("q.fifo", fifo(), at(0));
  for (const char* body : {"a1", "a2"}) {
    ASSERT_TRUE(queue.send(message(body, "a"), at(0)));
  }
  ASSERT_TRUE(queue.send(message("b1", "b"), at(0)));
  EXPECT_EQ(bodies(queue, 1, 1), Bodies{"a1"});
  EXPECT_EQ(bodies(queue, 2), Bodies{"b1"}) << "a2 must not overtake a1";
  ASSERT_TRUE(queue.remove(handles[0], at(3)));
  EXPECT_EQ(bodies(queue, 3), Bodies{"a2"});
}

TEST_F(QueueTest, FifoAnswersADuplicateAsTheSameMessageAndDeliversItOnce) {
  Queue queue("q.fifo", fifo(), at(0));
  const auto first = queue.send(message("a", "g"), at(0));
  const auto second = queue.send(message("a", "g"), at(299));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->message_id, second->message_id);
  EXPECT_EQ(bodies(queue, 299).size(), 1U);
  const auto later = queue.send(message("a", "g"), at(300));
  EXPECT_NE(first->message_id, later->message_id) << "after five minutes it is a new message";
  EXPECT_LT(first->sequence_number, later->sequence_number);
}

TEST_F(QueueTest, FifoWantsAGroupAndADeduplicationId) {
  Settings settings = fifo();
  settings.content_based_deduplication = false;
  Queue queue("q.fifo", settings, at(0));
  EXPECT_EQ(queue.send(message("a"), at(0)).error().query_code, "MissingParameter");
  EXPECT_EQ(queue.send(message("a", "g"), at(0)).error().query_code, "InvalidParameterValue");
  EXPECT_TRUE(queue.send(message("a", "g", "1"), at(0)));
}

TEST_F(QueueTest, OldMessagesAreForgottenAfterTheRetentionPeriod) {
  Settings settings;
  settings.retention_s = 60;
  Queue queue("q", settings, at(0));
  ASSERT_TRUE(queue.send(message("a"), at(0)));
  EXPECT_EQ(bodies(queue, 60), Bodies{});
}

TEST_F(QueueTest, MessageAboveTheLimitIsRefused) {
  Settings settings;
  settings.max_message_bytes = 1024;
  Queue queue("q", settings, at(0));
  EXPECT_TRUE(queue.send(message(std::string(1024, 'x')), at(0)));
  EXPECT_EQ(queue.send(message(std::string(1025, 'x')), at(0)).error().query_code, "InvalidParameterValue");
}

TEST(Queues, CloseEndsALongPoll) {
  itk::test::FakeClock clock;
  Queues queues(clock, "arn:aws:sqs:us-east-1:123456789012:");
  ASSERT_TRUE(queues.create("q", {}));
  const auto before = std::chrono::steady_clock::now();
  auto poll = std::async(std::launch::async, [&] {
    return queues.receive("q", {1, std::nullopt, std::chrono::seconds(20)});
  });
  queues.close();
  EXPECT_TRUE(poll.get().value().empty());
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(10));
}

TEST(Queues, GivenUpMessageLiesInTheDeadLetterQueueAndSaysWhereItCameFrom) {
  itk::test::FakeClock clock;
  Queues queues(clock, "arn:aws:sqs:us-east-1:123456789012:");
  const std::string policy = R"({"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dlq","maxReceiveCount":1})";
  EXPECT_FALSE(queues.create("q", {{"RedrivePolicy", policy}})) << "the target must exist";
  ASSERT_TRUE(queues.create("dlq", {}));
  ASSERT_TRUE(queues.create("q", {{"RedrivePolicy", policy}}));
  const auto sent = queues.send("q", message("a"));
  const ReceiveOptions at_once{1, 0, std::chrono::milliseconds(0)};
  EXPECT_EQ(queues.receive("q", at_once)->size(), 1U);
  EXPECT_EQ(queues.receive("q", at_once)->size(), 0U);
  const auto dead = queues.receive("dlq", at_once).value();
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].message.id, sent->message_id);
  EXPECT_EQ(dead[0].message.came_from, "arn:aws:sqs:us-east-1:123456789012:q");
}

TEST(Queues, SameNameWithOtherAttributesIsRefused) {
  itk::test::FakeClock clock;
  Queues queues(clock, "arn:");
  EXPECT_EQ(queues.create("q", {{"DelaySeconds", "1"}}), true);
  EXPECT_EQ(queues.create("q", {{"DelaySeconds", "1"}}), false);
  EXPECT_EQ(queues.create("q", {{"DelaySeconds", "2"}}).error().query_code, "QueueAlreadyExists");
  EXPECT_EQ(queues.create("q2", {{"DelaySeconds", "901"}}).error().query_code, "InvalidAttributeValue");
  EXPECT_EQ(queues.create("q2", {{"Delay", "1"}}).error().query_code, "InvalidAttributeName");
  EXPECT_FALSE(queues.create("q2", {{"FifoQueue", "true"}})) << "its name must end in .fifo";
}

TEST(Checksum, OfAttributesIsWhatClientsCompute) {
  EXPECT_EQ(md5_of_attributes({{"k", {"String", "v", false}}}), "0a77b0642718c3d9dd47090567d11e0d");
  EXPECT_EQ(md5_of_attributes({}), "");
  EXPECT_EQ(md5_hex("Test message"), "82dfa5549ebc9afc168eb7931ebece5f");
}

}  // namespace
}  // namespace itk::sandbox::sqs
