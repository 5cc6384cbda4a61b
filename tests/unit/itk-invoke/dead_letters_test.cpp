#include "itk-invoke/dead_letters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/atomic_file.h"
#include "tests/support/fake_client.h"
#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

using test::FakeClient;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char k_nonce[] = "itk-0123456789abcdef";

std::string message(const std::string& id, const std::string& body, const std::string& attributes = "{}") {
  return R"({"MessageId":")" + id + R"(","ReceiptHandle":"r-)" + id + R"(","Body":")" + body +
         R"(","MessageAttributes":)" + attributes + "}";
}

TEST(DeadLetterQueue, IsTheOneThatTheRedrivePolicyNames) {
  FakeClient fake(aws::Service::Sqs);
  fake.transport.answer(200, R"({"QueueUrl":"https://q/1/d"})");
  EXPECT_EQ(dead_letter_queue(
                fake.client,
                {{"RedrivePolicy", R"({"deadLetterTargetArn":"arn:aws:sqs:us-east-1:1:d","maxReceiveCount":3})"}})
                .value(),
            "https://q/1/d");
  EXPECT_EQ(fake.transport.requests.at(0).body, R"({"QueueName":"d","QueueOwnerAWSAccountId":"1"})");
  EXPECT_FALSE(dead_letter_queue(fake.client, {}).value());
  EXPECT_FALSE(dead_letter_queue(fake.client, {{"RedrivePolicy", "nonsense"}}).value());
}

TEST(DeadLetters, ThoseOfTheRunAreFoundAndAllAreGivenBack) {
  FakeClient fake(aws::Service::Sqs);
  fake.transport.answer(200, R"({"Messages":[)" + message("a", "x", R"({"T":{"StringValue":"itk-0123456789abcdef"}})") +
                                 "," + message("b", "other") + "]}");
  fake.transport.answer(200, R"({"Messages":[)" + message("c", "body with itk-0123456789abcdef in it") + "]}");
  fake.transport.answer(200, "{}");
  for (int i = 0; i < 3; ++i) {
    fake.transport.answer(200, "");
  }
  SentByRun run;
  run.by_nonce[k_nonce] = {"case", 2};
  const auto letters = find_dead_letters(fake.client, "https://q/1/d", run);
  ASSERT_TRUE(letters);
  ASSERT_EQ(letters->of_run.size(), 2U);
  EXPECT_EQ(letters->of_run[0].message.id, "a");
  EXPECT_EQ(letters->of_run[1].message.id, "c");
  EXPECT_EQ(letters->looked_at, 3U);
  for (std::size_t i = 3; i < 6; ++i) {
    EXPECT_THAT(fake.transport.requests.at(i).body, HasSubstr(R"("VisibilityTimeout":0)"));
  }
  for (const aws::HttpRequest& request : fake.transport.requests) {
    EXPECT_EQ(aws::find_header(request.headers, "X-Amz-Target")->find("Delete"), std::string_view::npos);
  }
}

TEST(DeadLetters, WhatWasReceivedIsGivenBackAlsoAfterAnError) {
  FakeClient fake(aws::Service::Sqs, 0, {.max_attempts = 1});
  fake.transport.answer(200, R"({"Messages":[)" + message("a", "x") + "]}");
  fake.transport.answer(400, R"({"__type":"QueueDoesNotExist"})");
  fake.transport.answer(200, "");
  EXPECT_EQ(find_dead_letters(fake.client, "https://q/1/d", {}).error().code, "QueueDoesNotExist");
  EXPECT_THAT(fake.transport.requests.at(2).body, HasSubstr("r-a"));
}

TEST(DeadLetters, OfAQueueThatGivesTheSameAgainThereIsAnEnd) {
  FakeClient fake(aws::Service::Sqs);
  const std::string same = R"({"Messages":[)" + message("a", "x") + "]}";
  fake.transport.answer(200, same);
  fake.transport.answer(200, same);
  fake.transport.answer(200, "");
  fake.transport.answer(200, "");
  EXPECT_EQ(find_dead_letters(fake.client, "https://q/1/d", {})->looked_at, 1U);
}

TEST(ReadRun, GivesNoncesAndQueues) {
  test::TempDir dir;
  const std::string invocation = R"({"itk":"invocation/1","inv":"01JD3Q4Z6N0000000000000000","run":"r","case":"c",)"
                                 R"("iteration":3,"entrypoint":"sqs_event","target":"https://q/1/q",)"
                                 R"("nonce":"itk-0123456789abcdef"})";
  ASSERT_TRUE(write_file(dir / "run.jsonl", invocation + "\n{\"itk\":\"unknown/1\"}\n" + invocation + "\n"));
  for (const std::string& run : {dir.path(), dir / "run.jsonl"}) {
    const auto sent = read_run(run);
    ASSERT_TRUE(sent) << sent.error().message;
    EXPECT_EQ(sent->by_nonce.at(k_nonce).case_id, "c");
    EXPECT_EQ(sent->by_nonce.at(k_nonce).iteration, 3);
    EXPECT_THAT(sent->queues, ElementsAre("https://q/1/q"));
  }
  ASSERT_TRUE(write_file(dir / "empty.jsonl", ""));
  EXPECT_EQ(read_run(dir / "empty.jsonl").error().exit, ExitCode::Usage);
  EXPECT_EQ(read_run(dir / "absent").error().exit, ExitCode::Usage);
}

}  // namespace
}  // namespace itk::invoke
