// The sandbox over HTTP: signatures, shapes of answers and faults, long polls, pages.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <future>
#include <set>

#include "common/base/clock.h"
#include "tests/unit/sandbox/client.h"

namespace itk::sandbox::test {
namespace {

class ProtocolTest : public testing::Test {
 protected:
  ProtocolTest() {
    SandboxOptions options;
    options.demo = false;
    options.delay = {std::chrono::milliseconds(0), std::chrono::milliseconds(0)};
    options.paging.empty_page_every = 2;
    auto started = Sandbox::start(options, system_clock());
    EXPECT_TRUE(started);
    sandbox = *std::move(started);
    client = std::make_unique<Client>(sandbox->endpoint());
  }

  std::string make_queue(const std::string& name, const std::string& attributes = "{}") const {
    return client->sqs("CreateQueue", fmt::format(R"({{"QueueName":"{}","Attributes":{}}})", name, attributes))
        .document["QueueUrl"]
        .asString();
  }

  void make_stream() const {
    EXPECT_EQ(client->logs("CreateLogGroup", R"({"logGroupName":"g"})").status, 200);
    EXPECT_EQ(client->logs("CreateLogStream", R"({"logGroupName":"g","logStreamName":"s"})").status, 200);
  }

  std::unique_ptr<Sandbox> sandbox;
  std::unique_ptr<Client> client;
};

TEST_F(ProtocolTest, EveryAnswerHasARequestId) {
  EXPECT_FALSE(client->sqs("ListQueues", "{}").header("x-amzn-requestid").empty());
  EXPECT_FALSE(client->logs("Nonsense", "{}").header("x-amzn-requestid").empty());
  EXPECT_FALSE(client->sts("Action=GetCallerIdentity&Version=2011-06-15").header("x-amzn-requestid").empty());
}

TEST_F(ProtocolTest, StsSaysWhoCalls) {
  const Answer answer = client->sts("Action=GetCallerIdentity&Version=2011-06-15");
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.body.find("<Account>123456789012</Account>"), std::string::npos) << answer.body;
}

TEST_F(ProtocolTest, WrongSecretIsRefusedInTheWordsOfEachService) {
  client->credentials.secret_access_key = "wrong";
  const Answer sqs = client->sqs("ListQueues", "{}");
  EXPECT_EQ(sqs.status, 403);
  EXPECT_EQ(sqs.error(), "InvalidSignatureException");
  EXPECT_EQ(sqs.header("x-amzn-query-error"), "SignatureDoesNotMatch;Sender");
  EXPECT_EQ(client->logs("DescribeLogGroups", "{}").error(), "InvalidSignatureException");
  EXPECT_NE(client->sts("Action=GetCallerIdentity&Version=2011-06-15").body.find("<Code>SignatureDoesNotMatch</Code>"),
            std::string::npos);
}

TEST_F(ProtocolTest, UnknownKeyIsRefusedInTheWordsOfEachService) {
  client->credentials.access_key_id = "AKIAUNKNOWN";
  EXPECT_EQ(client->sqs("ListQueues", "{}").header("x-amzn-query-error"), "InvalidClientTokenId;Sender");
  EXPECT_EQ(client->logs("DescribeLogGroups", "{}").error(), "UnrecognizedClientException");
  EXPECT_NE(client->sts("Action=GetCallerIdentity&Version=2011-06-15").body.find("<Code>InvalidClientTokenId</Code>"),
            std::string::npos);
}

TEST_F(ProtocolTest, UnknownSessionTokenIsRefused) {
  client->credentials.session_token = "expired";
  EXPECT_EQ(client->logs("DescribeLogGroups", "{}").error(), "UnrecognizedClientException");
}

TEST_F(ProtocolTest, ClockThatIsSixteenMinutesWrongIsRefused) {
  client->skew = std::chrono::minutes(-16);
  const Answer late = client->logs("DescribeLogGroups", "{}");
  EXPECT_EQ(late.error(), "InvalidSignatureException");
  EXPECT_EQ(late.document["message"].asString().rfind("Signature expired: ", 0), 0U) << late.body;
  client->skew = std::chrono::minutes(16);
  EXPECT_EQ(
      client->logs("DescribeLogGroups", "{}").document["message"].asString().rfind("Signature not yet current: ", 0),
      0U);
  client->skew = std::chrono::minutes(14);
  EXPECT_EQ(client->logs("DescribeLogGroups", "{}").status, 200);
}

TEST_F(ProtocolTest, SignatureForAnotherServiceOrRegionIsRefused) {
  client->service = "sqs";
  EXPECT_NE(client->logs("DescribeLogGroups", "{}").body.find("correct service: 'logs'"), std::string::npos);
  client->service.clear();
  client->region = "eu-west-1";
  EXPECT_NE(client->logs("DescribeLogGroups", "{}").body.find("valid region, not 'eu-west-1'"), std::string::npos);
}

TEST_F(ProtocolTest, ChangedBodyBreaksTheSignature) {
  client->tamper = [](aws::HttpRequest& request) { request.body = R"({"limit":1})"; };
  EXPECT_EQ(client->logs("DescribeLogGroups", "{}").error(), "InvalidSignatureException");
}

TEST_F(ProtocolTest, UnsignedAmzHeaderIsIncomplete) {
  client->tamper = [](aws::HttpRequest& request) { request.headers.emplace_back("X-Amz-Extra", "1"); };
  EXPECT_EQ(client->logs("DescribeLogGroups", "{}").error(), "IncompleteSignatureException");
}

TEST_F(ProtocolTest, MissingAndMangledAuthorizationAreToldApart) {
  const auto replace = [this](const std::string& value) {
    client->tamper = [value](aws::HttpRequest& request) {
      std::erase_if(request.headers, [](const auto& header) { return header.first == "Authorization"; });
      if (!value.empty()) {
        request.headers.emplace_back("Authorization", value);
      }
    };
    return client->sqs("ListQueues", "{}").header("x-amzn-query-error");
  };
  EXPECT_EQ(replace(""), "MissingAuthenticationToken;Sender");
  EXPECT_EQ(replace("Bearer abc"), "IncompleteSignature;Sender");
  EXPECT_EQ(replace("AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=0"),
            "IncompleteSignature;Sender");
}

TEST_F(ProtocolTest, UnknownQueueHasBothOfItsNames) {
  const Answer answer = client->sqs(
      "SendMessage", fmt::format(R"({{"QueueUrl":"{}/123456789012/none","MessageBody":"x"}})", sandbox->endpoint()));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.error(), "QueueDoesNotExist");
  EXPECT_EQ(answer.header("x-amzn-query-error"), "AWS.SimpleQueueService.NonExistentQueue;Sender");
  EXPECT_EQ(answer.header("content-type"), "application/x-amz-json-1.0");
}

TEST_F(ProtocolTest, MissingParametersAreNamed) {
  EXPECT_EQ(client->sqs("SendMessage", R"({"MessageBody":"x"})").document["message"].asString(),
            "The request must contain the parameter QueueUrl.");
  EXPECT_EQ(client->logs("FilterLogEvents", "{}").error(), "InvalidParameterException");
  EXPECT_EQ(client->sqs("SendMessage", "{").error(), "SerializationException");
  EXPECT_EQ(client->sqs("SendMessage", R"({"QueueUrl":1})").error(), "SerializationException");
}

TEST_F(ProtocolTest, LongPollWakesWhenAMessageArrives) {
  const std::string url = make_queue("q");
  auto poll = std::async(std::launch::async, [&] {
    return client->sqs("ReceiveMessage", fmt::format(R"({{"QueueUrl":"{}","WaitTimeSeconds":20}})", url));
  });
  const auto sent = std::chrono::steady_clock::now();
  client->sqs("SendMessage", fmt::format(R"({{"QueueUrl":"{}","MessageBody":"x"}})", url));
  EXPECT_EQ(poll.get().document["Messages"][0]["Body"].asString(), "x");
  EXPECT_LT(std::chrono::steady_clock::now() - sent, std::chrono::seconds(10));
}

TEST_F(ProtocolTest, TraceHeaderOfTheCallReachesTheMessage) {
  const std::string url = make_queue("q");
  client->tamper = [](aws::HttpRequest& request) { request.headers.emplace_back("X-Amzn-Trace-Id", "Root=1-a-b"); };
  client->sqs("SendMessage", fmt::format(R"({{"QueueUrl":"{}","MessageBody":"x"}})", url));
  const Answer answer = client->sqs(
      "ReceiveMessage", fmt::format(R"({{"QueueUrl":"{}","MessageSystemAttributeNames":["AWSTraceHeader"]}})", url));
  EXPECT_EQ(answer.document["Messages"][0]["Attributes"]["AWSTraceHeader"].asString(), "Root=1-a-b");
}

TEST_F(ProtocolTest, BatchSaysForEachEntryHowItWent) {
  const std::string url = make_queue("q", R"({"MaximumMessageSize":"1024"})");
  const Answer answer = client->sqs(
      "SendMessageBatch",
      fmt::format(R"({{"QueueUrl":"{}","Entries":[{{"Id":"a","MessageBody":"x"}},{{"Id":"b","MessageBody":"{}"}}]}})",
                  url, std::string(2000, 'y')));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.document["Successful"][0]["Id"].asString(), "a");
  EXPECT_EQ(answer.document["Failed"][0]["Id"].asString(), "b");
  EXPECT_EQ(answer.document["Failed"][0]["SenderFault"].asBool(), true);
}

TEST_F(ProtocolTest, EmptyPagesWithATokenReallyOccurAndLoseNothing) {
  make_stream();
  const std::int64_t now_ms = system_clock().now().ms();
  client->logs("PutLogEvents",
               fmt::format(R"({{"logGroupName":"g","logStreamName":"s","logEvents":[{{"timestamp":{0},"message":"a"}},)"
                           R"({{"timestamp":{0},"message":"b"}}]}})",
                           now_ms));
  int empty_pages = 0;
  for (int search = 0; search < 4; ++search) {
    std::set<std::string> ids;
    std::string token;
    do {
      const Answer page = client->logs(
          "FilterLogEvents",
          fmt::format(R"({{"logGroupName":"g","limit":1{}}})", token.empty() ? "" : R"(,"nextToken":")" + token + '"'));
      ASSERT_EQ(page.status, 200) << page.body;
      token = page.document["nextToken"].asString();
      empty_pages += page.document["events"].empty() && !token.empty() ? 1 : 0;
      for (const Json::Value& event : page.document["events"]) {
        EXPECT_TRUE(ids.insert(event["eventId"].asString()).second);
      }
    } while (!token.empty());
    EXPECT_EQ(ids.size(), 2U);
  }
  EXPECT_GE(empty_pages, 2);
}

TEST_F(ProtocolTest, TokenIsGoodForItsOwnQuestionOnly) {
  make_stream();
  client->logs("FilterLogEvents", R"({"logGroupName":"g"})");  // every second one begins with an empty page
  const std::string token = client->logs("FilterLogEvents", R"({"logGroupName":"g"})").document["nextToken"].asString();
  ASSERT_FALSE(token.empty());
  EXPECT_EQ(
      client->logs("FilterLogEvents", fmt::format(R"({{"logGroupName":"g","startTime":1,"nextToken":"{}"}})", token))
          .error(),
      "InvalidParameterException");
  EXPECT_EQ(client->logs("FilterLogEvents", fmt::format(R"({{"logGroupName":"g","nextToken":"{}"}})", token)).status,
            200);
}

TEST_F(ProtocolTest, GetLogEventsIsOverWhenItsOwnTokenComesBack) {
  make_stream();
  client->logs(
      "PutLogEvents",
      fmt::format(R"({{"logGroupName":"g","logStreamName":"s","logEvents":[{{"timestamp":{},"message":"a"}}]}})",
                  system_clock().now().ms()));
  const std::string head = R"({"logGroupName":"g","logStreamName":"s","startFromHead":true)";
  const Answer first = client->logs("GetLogEvents", head + "}");
  ASSERT_EQ(first.document["events"].size(), 1U) << first.body;
  const std::string token = first.document["nextForwardToken"].asString();
  const Answer second = client->logs("GetLogEvents", head + R"(,"nextToken":")" + token + R"("})");
  EXPECT_EQ(second.document["events"].size(), 0U);
  EXPECT_EQ(second.document["nextForwardToken"].asString(), token);
}

TEST_F(ProtocolTest, UnknownLogGroupIsNamedAsSuch) {
  const Answer answer = client->logs("FilterLogEvents", R"({"logGroupName":"none"})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.error(), "ResourceNotFoundException");
}

}  // namespace
}  // namespace itk::sandbox::test
