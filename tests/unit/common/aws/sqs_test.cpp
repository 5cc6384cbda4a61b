#include "common/aws/sqs.h"

#include <gtest/gtest.h>

#include "tests/support/fake_client.h"

namespace itk::aws {
namespace {

using test::FakeClient;

constexpr char k_url[] = "https://sqs.us-east-1.amazonaws.com/123456789012/q";
constexpr char k_md5_of_hi[] = "49f68a5c8493ec2c0bf489821c21fc3b";

SendMessage message_of(std::string body) {
  SendMessage message;
  message.queue_url = k_url;
  message.body = std::move(body);
  return message;
}

// ../shared/data/sigv4/reference-requests.txt has this call as AWS's SDK for Python sends it (with spaces).
TEST(SendMessage, IsTheRequestThatSdksSend) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200, R"({"MessageId":"m-1"})");
  SendMessage message = message_of("hi");
  message.trace_header = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
  ASSERT_TRUE(take(send_message(fake.client.blocking(), message)));
  const HttpRequest& sent = fake.transport.requests.at(0);
  EXPECT_EQ(sent.url, "https://service.test/");
  EXPECT_EQ(sent.body, R"({"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/q","MessageBody":"hi",)"
                       R"("MessageSystemAttributes":{"AWSTraceHeader":{"DataType":"String",)"
                       R"("StringValue":"Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"}}})");
  EXPECT_EQ(find_header(sent.headers, "X-Amz-Target"), "AmazonSQS.SendMessage");
  EXPECT_EQ(find_header(sent.headers, "Content-Type"), "application/x-amz-json-1.0");
  EXPECT_EQ(find_header(sent.headers, "x-amzn-query-mode"), "true");
  EXPECT_NE(find_header(sent.headers, "Authorization")
                ->find("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target;x-amzn-"
                       "query-mode,"),
            std::string_view::npos);
}

TEST(SendMessage, CarriesEverythingAMessageCanHave) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200, R"({"MessageId":"m-1","SequenceNumber":"18850"})", {{"x-amzn-requestid", "r-1"}});
  SendMessage message = message_of("h\"i\n");
  message.delay_seconds = 0;
  message.attributes = {{"itk.nonce", "n"}, {"a", "ä"}};
  message.group_id = "g";
  message.deduplication_id = "d";
  const auto sent = take(send_message(fake.client.blocking(), message));
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->message_id, "m-1");
  EXPECT_EQ(sent->sequence_number, "18850");
  EXPECT_EQ(sent->request_id, "r-1");
  EXPECT_EQ(sent->http_status, 200);
  EXPECT_EQ(sent->attempts, 1);
  EXPECT_EQ(sent->response_body, R"({"MessageId":"m-1","SequenceNumber":"18850"})");
  EXPECT_EQ(
      fake.transport.requests.at(0).body,
      R"({"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/q","MessageBody":"h\"i\n","DelaySeconds":0,)"
      R"("MessageAttributes":{"a":{"DataType":"String","StringValue":"ä"},)"
      R"("itk.nonce":{"DataType":"String","StringValue":"n"}},"MessageDeduplicationId":"d","MessageGroupId":"g"})");
}

TEST(SendMessage, TheDigestOfAttributesIsThatOfSqs) {
  EXPECT_EQ(md5_of_attributes({{"k", "v"}}), "0a77b0642718c3d9dd47090567d11e0d");
  EXPECT_EQ(md5_of_attributes({}), "");
}

TEST(SendMessage, AcceptsRightDigests) {
  FakeClient fake(Service::Sqs);
  SendMessage message = message_of("hi");
  message.attributes = {{"k", "v"}};
  fake.transport.answer(200, std::string(R"({"MessageId":"m","MD5OfMessageBody":")") + k_md5_of_hi +
                                 R"(","MD5OfMessageAttributes":"0a77b0642718c3d9dd47090567d11e0d"})");
  EXPECT_TRUE(take(send_message(fake.client.blocking(), message)));
}

TEST(SendMessage, RefusesWrongDigests) {
  for (const char* member : {"MD5OfMessageBody", "MD5OfMessageAttributes", "MD5OfMessageSystemAttributes"}) {
    FakeClient fake(Service::Sqs);
    fake.transport.answer(200,
                          std::string(R"({"MessageId":"m-7",")") + member + R"(":"00000000000000000000000000000000"})");
    SendMessage message = message_of("hi");
    message.attributes = {{"k", "v"}};
    message.trace_header = "Root=1-1-1";
    const auto sent = take(send_message(fake.client.blocking(), message));
    ASSERT_FALSE(sent) << member;
    EXPECT_EQ(sent.error().error.code, "md5_mismatch");
    EXPECT_NE(sent.error().error.message.find("m-7"), std::string::npos);
  }
}

TEST(SendMessage, IsSentOnceUnlessADuplicateDoesNoHarm) {
  const auto attempts = [](const SendMessage& message) {
    FakeClient fake(Service::Sqs);
    fake.transport.fail("idle_timeout");
    fake.transport.answer(200, R"({"MessageId":"m"})");
    static_cast<void>(take(send_message(fake.client.blocking(), message)));
    return fake.transport.requests.size();
  };
  SendMessage message = message_of("hi");
  EXPECT_EQ(attempts(message), 1u);
  message.may_duplicate = true;
  EXPECT_EQ(attempts(message), 2u);
  message.may_duplicate = false;
  message.deduplication_id = "d";
  EXPECT_EQ(attempts(message), 2u);
}

TEST(SendMessage, RefusesWhatIsNotText) {
  FakeClient fake(Service::Sqs);
  EXPECT_EQ(take(send_message(fake.client.blocking(), message_of("\xff"))).error().error.code, "not_utf8");
  SendMessage message = message_of("hi");
  message.attributes = {{"k", "\xc3"}};
  EXPECT_EQ(take(send_message(fake.client.blocking(), message)).error().error.exit, ExitCode::Usage);
  EXPECT_TRUE(fake.transport.requests.empty());
}

TEST(SendMessage, EveryTruncatedAnswerIsAnErrorWithTheRequestId) {
  const std::string body = std::string(R"({"MD5OfMessageBody":")") + k_md5_of_hi + R"(","MessageId":"m-1"})";
  for (std::size_t n = 0; n < body.size(); ++n) {
    FakeClient fake(Service::Sqs);
    fake.transport.answer(200, body.substr(0, n), {{"x-amzn-requestid", "r-5"}});
    const auto sent = take(send_message(fake.client.blocking(), message_of("hi")));
    ASSERT_FALSE(sent) << n;
    EXPECT_EQ(sent.error().error.code, "bad_answer");
    EXPECT_EQ(sent.error().error.request_id, "r-5");
  }
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200, "{}");
  EXPECT_EQ(take(send_message(fake.client.blocking(), message_of("hi"))).error().error.code, "bad_answer");
}

TEST(SendMessage, AQueueThatDoesNotExistIsNamedByItsCode) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(400, R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"m"})",
                        {{"x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender"}});
  const auto sent = take(send_message(fake.client.blocking(), message_of("hi")));
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().error.code, "QueueDoesNotExist");
}

TEST(GetQueueAttributes, GivesAllOfThem) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200, R"({"Attributes":{"QueueArn":"arn:aws:sqs:us-east-1:1:q","VisibilityTimeout":"30"}})");
  const auto attributes = get_queue_attributes(fake.client, k_url);
  ASSERT_TRUE(attributes);
  EXPECT_EQ(attributes->at("QueueArn"), "arn:aws:sqs:us-east-1:1:q");
  EXPECT_EQ(attributes->at("VisibilityTimeout"), "30");
  EXPECT_EQ(fake.transport.requests.at(0).body,
            R"({"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/q","AttributeNames":["All"]})");
}

TEST(GetQueueAttributes, NoneIsNotAnErrorButNonsenseIs) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200, "{}");
  fake.transport.answer(200, R"({"Attributes":[]})");
  fake.transport.answer(200, R"({"Attributes":{"a")");
  EXPECT_TRUE(get_queue_attributes(fake.client, k_url)->empty());
  EXPECT_EQ(get_queue_attributes(fake.client, k_url).error().code, "bad_answer");
  EXPECT_EQ(get_queue_attributes(fake.client, k_url).error().code, "bad_answer");
}

}  // namespace
}  // namespace itk::aws
