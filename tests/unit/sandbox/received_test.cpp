// GET /_sandbox/received: how often each nonce was accepted.
#include <fmt/format.h>

#include "common/base/text.h"
#include "tests/unit/sandbox/fixture.h"

namespace itk::sandbox::test {
namespace {

constexpr const char* k_nonce = "itk-0123456789abcdef";

class ReceivedTest : public SandboxTest {
 protected:
  void SetUp() override { start(); }

  Json::Value received() const { return client->at("", "GET", "/_sandbox/received").document; }
  int accepted(const std::string& nonce) const { return received()["nonces"][nonce]["accepted"].asInt(); }
};

TEST_F(ReceivedTest, EveryWayInIsCountedByItsNonce) {
  client->sqs("SendMessage", fmt::format(R"({{"QueueUrl":"{}","MessageBody":"x","MessageAttributes":{{"ITK_TRACE_ID":)"
                                         R"({{"DataType":"String","StringValue":"{}"}}}}}})",
                                         queue_url(), k_nonce));
  EXPECT_EQ(accepted(k_nonce), 1);
  client->lambda("itk-demo-orchestrator", R"("Where is order 1?")",
                 {{"X-Amz-Client-Context", base64_encode(fmt::format(R"({{"custom":{{"n":"{}"}}}})", k_nonce))}});
  EXPECT_EQ(accepted(k_nonce), 2);
  client->at("", "POST", "/demo/http/orders", R"({"userMessage":"x"})", {{"X-Nonce", k_nonce}});
  EXPECT_EQ(accepted(k_nonce), 3);
  client->bedrock("POST", "agents/GK7PZQ4T1W/agentAliases/TSTALIASID/sessions/itk-0123456789abcdef/text",
                  R"({"inputText":"x"})");
  EXPECT_EQ(accepted(k_nonce), 4);
  EXPECT_EQ(received()["accepted"].asInt(), 4);
}

TEST_F(ReceivedTest, OnlyWhatWasAcceptedCounts) {
  client->lambda("none", fmt::format(R"("{}")", k_nonce));
  const Answer batch =
      client->sqs("SendMessageBatch",
                  fmt::format(R"({{"QueueUrl":"{}","Entries":[{{"Id":"a","MessageBody":"itk-0000000000000001"}},)"
                              R"({{"Id":"b","MessageBody":"{}\u0001"}}]}})",
                              queue_url(), k_nonce));
  ASSERT_EQ(batch.document["Failed"].size(), 1U) << batch.body;
  EXPECT_EQ(accepted("itk-0000000000000001"), 1);
  EXPECT_EQ(accepted(k_nonce), 0);
}

TEST_F(ReceivedTest, DeduplicatedMessageIsAcceptedTwiceAndDeliveredOnce) {
  client->sqs("CreateQueue", R"({"QueueName":"q.fifo","Attributes":{"FifoQueue":"true"}})");
  for (int send = 0; send < 2; ++send) {
    client->sqs("SendMessage", fmt::format(R"({{"QueueUrl":"{}/123456789012/q.fifo","MessageBody":"{}",)"
                                           R"("MessageGroupId":"g","MessageDeduplicationId":"d"}})",
                                           sandbox->endpoint(), k_nonce));
  }
  const Json::Value entry = received()["nonces"][k_nonce];
  EXPECT_EQ(entry["accepted"].asInt(), 2);
  EXPECT_EQ(entry["distinct"].asInt(), 1);
}

TEST_F(ReceivedTest, WorkWithoutANonceIsCountedByItsContent) {
  client->lambda("itk-demo-action-group", "{}");
  client->lambda("itk-demo-action-group", "{}");
  const Json::Value nonces = received()["nonces"];
  ASSERT_EQ(nonces.size(), 1U);
  EXPECT_EQ(nonces.getMemberNames().front().rfind("sha256:", 0), 0U);
  EXPECT_EQ((*nonces.begin())["accepted"].asInt(), 2);
  EXPECT_EQ(client->at("", "DELETE", "/_sandbox/received").status, 204);
  EXPECT_EQ(received()["accepted"].asInt(), 0);
}

}  // namespace
}  // namespace itk::sandbox::test
