#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/aws/sqs.h"
#include "tests/support/fake_client.h"

namespace itk::aws {
namespace {

using test::FakeClient;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* k_url = "https://sqs.us-east-1.amazonaws.com/123456789012/q";

std::vector<SendMessage> messages(const std::vector<std::string>& bodies) {
  std::vector<SendMessage> list;
  for (const std::string& body : bodies) {
    SendMessage message;
    message.queue_url = k_url;
    message.body = body;
    list.push_back(message);
  }
  return list;
}

std::string sent(int id, const std::string& body) {
  return R"({"Id":")" + std::to_string(id) + R"(","MessageId":"m-)" + body + R"(","MD5OfMessageBody":")" +
         md5_hex(body) + "\"}";
}
std::string refused(int id, const std::string& code, bool senders_fault) {
  return R"({"Id":")" + std::to_string(id) + R"(","Code":")" + code + R"(","Message":"no","SenderFault":)" +
         (senders_fault ? "true}" : "false}");
}
std::string answer(const std::string& successful, const std::string& failed) {
  return R"({"Successful":[)" + successful + R"(],"Failed":[)" + failed + "]}";
}

std::vector<CallResult<SentMessage>> send(FakeClient& fake, const std::vector<std::string>& bodies) {
  return take(send_message_batch(fake.client.blocking(), messages(bodies)));
}

TEST(SendMessageBatch, IsOneRequestWithAnEntryForEach) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200, answer(sent(0, "a") + "," + sent(1, "b"), ""));
  const auto outcomes = send(fake, {"a", "b"});
  ASSERT_EQ(outcomes.size(), 2u);
  EXPECT_EQ(outcomes[0].value().message_id, "m-a");
  EXPECT_EQ(outcomes[1].value().message_id, "m-b");
  ASSERT_EQ(fake.transport.requests.size(), 1u);
  EXPECT_EQ(find_header(fake.transport.requests[0].headers, "X-Amz-Target"), "AmazonSQS.SendMessageBatch");
  EXPECT_EQ(fake.transport.requests[0].body,
            R"({"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/q","Entries":[)"
            R"({"Id":"0","MessageBody":"a"},{"Id":"1","MessageBody":"b"}]})");
}

TEST(SendMessageBatch, AnEntryThatWasRefusedFailsAlone) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200, answer(sent(1, "b"), refused(0, "InvalidMessageContents", true)),
                        {{"x-amzn-requestid", "r-1"}});
  const auto outcomes = send(fake, {"a", "b"});
  EXPECT_EQ(outcomes[0].error().error.code, "InvalidMessageContents");
  EXPECT_EQ(outcomes[0].error().error.exit, ExitCode::Usage);
  EXPECT_EQ(outcomes[0].error().error.request_id, "r-1");
  EXPECT_TRUE(outcomes[1]);
  EXPECT_EQ(fake.transport.requests.size(), 1u);
}

TEST(SendMessageBatch, OnlyWhatTheServiceCouldNotTakeIsSentAgain) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200, answer(sent(0, "a"), refused(1, "RequestThrottled", false) + "," +
                                                      refused(2, "InvalidMessageContents", true)));
  fake.transport.answer(200, answer(sent(1, "b"), ""));
  const auto outcomes = send(fake, {"a", "b", "c"});
  EXPECT_EQ(outcomes[0].value().attempts, 1);
  EXPECT_EQ(outcomes[1].value().attempts, 2);
  EXPECT_FALSE(outcomes[2]);
  ASSERT_EQ(fake.transport.requests.size(), 2u);
  EXPECT_THAT(fake.transport.requests[1].body, HasSubstr(R"("Entries":[{"Id":"1","MessageBody":"b"}])"));
  EXPECT_EQ(fake.client.stats().throttles, 1);
}

TEST(SendMessageBatch, WhatIsRefusedEachTimeFailsInTheEnd) {
  FakeClient fake(Service::Sqs);
  for (int i = 0; i < 3; ++i) {
    fake.transport.answer(200, answer("", refused(0, "ServiceUnavailable", false)));
  }
  const auto outcomes = send(fake, {"a"});
  EXPECT_EQ(outcomes[0].error().error.code, "ServiceUnavailable");
  EXPECT_EQ(outcomes[0].error().attempts, 3);
  EXPECT_EQ(fake.transport.requests.size(), 3u);
}

TEST(SendMessageBatch, WithoutAnAnswerEveryEntryIsUnknown) {
  FakeClient fake(Service::Sqs);
  fake.transport.fail("connection_reset");
  const auto outcomes = send(fake, {"a", "b"});
  EXPECT_EQ(outcomes[0].error().error.code, "connection_reset");
  EXPECT_EQ(outcomes[1].error().error.code, "connection_reset");
  EXPECT_EQ(fake.transport.requests.size(), 1u);
}

TEST(SendMessageBatch, WhatTheAnswerDoesNotMentionIsAnError) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200, answer(sent(0, "a"), ""));
  const auto outcomes = send(fake, {"a", "b"});
  EXPECT_TRUE(outcomes[0]);
  EXPECT_EQ(outcomes[1].error().error.code, "bad_answer");
}

TEST(SendMessageBatch, ABodyThatArrivedAlteredIsAnErrorOfItsEntry) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200, answer(sent(0, "x") + "," + sent(1, "b"), ""));
  const auto outcomes = send(fake, {"a", "b"});
  EXPECT_EQ(outcomes[0].error().error.code, "md5_mismatch");
  EXPECT_TRUE(outcomes[1]);
}

TEST(SendMessageBatch, EveryTruncationOfAnAnswerIsAnError) {
  const std::string whole = answer(sent(0, "a"), refused(1, "InvalidMessageContents", true));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    FakeClient fake(Service::Sqs);
    fake.transport.answer(200, whole.substr(0, size));
    const auto outcomes = send(fake, {"a", "b"});
    EXPECT_EQ(outcomes[0].error().error.code, "bad_answer") << size;
    EXPECT_EQ(outcomes[1].error().error.code, "bad_answer") << size;
  }
}

TEST(SendMessageBatch, WhatIsNoTextIsNotSent) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200, answer(sent(1, "b"), ""));
  const auto outcomes = send(fake, {"\xff", "b"});
  EXPECT_EQ(outcomes[0].error().error.code, "not_utf8");
  EXPECT_TRUE(outcomes[1]);
  EXPECT_THAT(fake.transport.requests.at(0).body, Not(HasSubstr("\"Id\":\"0\"")));
}

}  // namespace
}  // namespace itk::aws
