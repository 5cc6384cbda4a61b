#include "itk-invoke/queue_outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/json/writer.h"
#include "tests/support/fake_client.h"
#include "tests/support/fake_loop.h"

namespace itk::invoke {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

aws::SendMessage message(std::string body, std::string queue = "https://sqs.test/1/q") {
  aws::SendMessage message;
  message.queue_url = std::move(queue);
  message.body = std::move(body);
  return message;
}

class QueueOutboxTest : public ::testing::Test {
 protected:
  QueueOutboxTest() {
    loop_.answer = [this](const aws::HttpRequest& request) {
      return test::FakeLoop::Answer{aws::HttpResponse{200, {}, answer_to(request.body)}, {}};
    };
  }

  // The id of a message is its body; one that says "refuse" is refused.
  std::string answer_to(const std::string& body) {
    json::Parser parser;
    const json::PaddedText padded(body);
    const std::vector<json::Member>& request = *parser.object(padded.view()).value();
    const json::Value* entries = json::find(request, "Entries");
    if (entries == nullptr) {
      bodies_.push_back({std::string(json::find(request, "MessageBody")->text)});
      return "{\"MessageId\":\"" + bodies_.back()[0] + "\"}";
    }
    std::string sent, failed;
    bodies_.emplace_back();
    for (const json::Member& entry : *parser.array(entries->raw, 1).value()) {
      const std::vector<json::Member>& fields = *parser.object(entry.value.raw, 2).value();
      const std::string id(json::find(fields, "Id")->text), text(json::find(fields, "MessageBody")->text);
      bodies_.back().push_back(text);
      std::string& list = text == "refuse" ? failed : sent;
      list += (list.empty() ? "" : ",") + std::string("{\"Id\":\"") + id + "\"," +
              (text == "refuse" ? R"("Code":"InvalidMessageContents","SenderFault":true})"
                                : "\"MessageId\":\"" + text + "\"}");
    }
    return "{\"Successful\":[" + sent + "],\"Failed\":[" + failed + "]}";
  }

  Task<> send_one(QueueOutbox& outbox, std::vector<aws::SendMessage> messages, std::vector<std::string>& said) {
    const SendOutcomes outcomes = co_await outbox.send({sqs_.client, loop_}, std::move(messages));
    for (const auto& outcome : outcomes) {
      said.push_back(outcome ? outcome->message_id : outcome.error().error.code);
    }
  }
  // All due at the same moment; what became of each.
  std::vector<std::vector<std::string>> send(QueueOutbox& outbox,
                                             const std::vector<std::vector<aws::SendMessage>>& executions) {
    std::vector<std::vector<std::string>> said(executions.size());
    for (std::size_t i = 0; i < executions.size(); ++i) {
      loop_.spawn(send_one(outbox, executions[i], said[i]));
    }
    loop_.run();
    return said;
  }

  test::FakeClient sqs_{aws::Service::Sqs};
  test::FakeLoop loop_{sqs_.clock};
  std::vector<std::vector<std::string>> bodies_;  // of each request
};

TEST_F(QueueOutboxTest, WithoutABatchEachLeavesAlone) {
  QueueOutbox outbox(loop_, 1);
  EXPECT_THAT(send(outbox, {{message("a")}, {message("b")}}), ElementsAre(ElementsAre("a"), ElementsAre("b")));
  EXPECT_THAT(bodies_, ElementsAre(ElementsAre("a"), ElementsAre("b")));
}

TEST_F(QueueOutboxTest, WhatIsDueTogetherLeavesTogetherAndEachOnce) {
  QueueOutbox outbox(loop_, 10);
  std::vector<std::vector<aws::SendMessage>> executions;
  for (int i = 0; i < 25; ++i) {
    executions.push_back({message(std::to_string(i))});
  }
  const auto said = send(outbox, executions);
  for (std::size_t i = 0; i < said.size(); ++i) {
    EXPECT_THAT(said[i], ElementsAre(std::to_string(i)));
  }
  ASSERT_EQ(bodies_.size(), 3u);
  std::vector<std::string> sent;
  for (const auto& request : bodies_) {
    EXPECT_LE(request.size(), 10u);
    sent.insert(sent.end(), request.begin(), request.end());
  }
  ASSERT_EQ(sent.size(), 25u);
  std::sort(sent.begin(), sent.end());
  EXPECT_EQ(std::adjacent_find(sent.begin(), sent.end()), sent.end());
}

TEST_F(QueueOutboxTest, SeveralMessagesOfOneExecutionAlwaysShareCalls) {
  QueueOutbox outbox(loop_, 1);
  std::vector<aws::SendMessage> twelve;
  for (int i = 0; i < 12; ++i) {
    twelve.push_back(message(std::to_string(i)));
  }
  const auto said = send(outbox, {twelve});
  EXPECT_EQ(said[0].size(), 12u);
  EXPECT_EQ(said[0][11], "11");
  ASSERT_EQ(bodies_.size(), 2u);
  EXPECT_EQ(bodies_[0].size(), 10u);
}

TEST_F(QueueOutboxTest, QueuesDoNotMix) {
  QueueOutbox outbox(loop_, 10);
  send(outbox, {{message("a")}, {message("x", "https://sqs.test/1/other")}, {message("b")}});
  EXPECT_THAT(bodies_, ::testing::UnorderedElementsAre(ElementsAre("a", "b"), ElementsAre("x")));
}

TEST_F(QueueOutboxTest, ACallHoldsNoMoreBytesThanSqsTakes) {
  QueueOutbox outbox(loop_, 10);
  const std::string large(400 << 10, 'x');
  send(outbox, {{message(large + "1")}, {message(large + "2")}, {message(large + "3")}});
  ASSERT_EQ(bodies_.size(), 2u);
  EXPECT_EQ(bodies_[0].size() + bodies_[1].size(), 3u);
}

TEST_F(QueueOutboxTest, OneThatIsRefusedFailsAlone) {
  QueueOutbox outbox(loop_, 10);
  EXPECT_THAT(send(outbox, {{message("a")}, {message("refuse")}, {message("b")}}),
              ElementsAre(ElementsAre("a"), ElementsAre("InvalidMessageContents"), ElementsAre("b")));
  EXPECT_EQ(bodies_.size(), 1u);
}

TEST_F(QueueOutboxTest, ACallThatIsLostFailsAllThatItCarried) {
  QueueOutbox outbox(loop_, 10);
  loop_.answer = [](const aws::HttpRequest&) {
    return test::FakeLoop::Answer{
        tl::make_unexpected(Error{ErrorClass::Transient, ExitCode::Unreachable, "connection_reset", "gone", {}, {}}),
        {}};
  };
  EXPECT_THAT(send(outbox, {{message("a")}, {message("b")}}),
              ElementsAre(ElementsAre("connection_reset"), ElementsAre("connection_reset")));
  EXPECT_EQ(loop_.requests.size(), 1u);  // whether it arrived is unknown: it is not sent again
}

TEST_F(QueueOutboxTest, WhoComesLaterLeavesLater) {
  QueueOutbox outbox(loop_, 10);
  send(outbox, {{message("a")}});
  send(outbox, {{message("b")}});
  EXPECT_THAT(bodies_, ElementsAre(ElementsAre("a"), ElementsAre("b")));
  EXPECT_THAT(send(outbox, {}), IsEmpty());
}

}  // namespace
}  // namespace itk::invoke
