// Faults on demand over HTTP: each kind strikes when it shall, and leaves behind what it promises.
#include <fmt/format.h>

#include "tests/unit/sandbox/agent_stream.h"
#include "tests/unit/sandbox/fixture.h"

namespace itk::sandbox::test {
namespace {

class FaultsTest : public SandboxTest {
 protected:
  FaultsTest() { options.demo = false; }

  void prepare(const std::string& rules) {
    start_with_faults(rules);
    client->may_fail = true;
    client->sqs("CreateQueue", R"({"QueueName":"itk-demo"})");
  }
  Answer send(const std::string& body = "hello") const {
    return client->sqs("SendMessage", fmt::format(R"({{"QueueUrl":"{}","MessageBody":"{}"}})", queue_url(), body));
  }
  int waiting() const {
    const Answer answer = client->sqs(
        "GetQueueAttributes",
        fmt::format(R"({{"QueueUrl":"{}","AttributeNames":["ApproximateNumberOfMessages"]}})", queue_url()));
    return std::stoi("0" + answer.document["Attributes"]["ApproximateNumberOfMessages"].asString());
  }
  Answer batch() const {
    return client->sqs("SendMessageBatch",
                       fmt::format(R"({{"QueueUrl":"{}","Entries":[{{"Id":"a","MessageBody":"1"}},)"
                                   R"({{"Id":"b","MessageBody":"2"}},{{"Id":"c","MessageBody":"3"}}]}})",
                                   queue_url()));
  }
};

TEST_F(FaultsTest, ThrottleHasTheNameThatEachServiceGivesIt) {
  prepare("[{fault: throttle, operation: SendMessage}, {fault: throttle, service: logs}, "
          "{fault: throttle, service: lambda, retry_after_s: 3}, {fault: throttle, service: sts}, "
          "{fault: throttle, service: bedrock}]");
  EXPECT_EQ(send().header("x-amzn-query-error"), "RequestThrottled;Sender");
  EXPECT_EQ(client->logs("DescribeLogGroups", "{}").error(), "ThrottlingException");
  const Answer lambda = client->lambda("f", "{}");
  EXPECT_EQ(lambda.status, 429);
  EXPECT_EQ(lambda.header("x-amzn-errortype"), "TooManyRequestsException");
  EXPECT_EQ(lambda.header("retry-after"), "3");
  EXPECT_NE(client->sts("Action=GetCallerIdentity&Version=2011-06-15").body.find("<Code>Throttling</Code>"),
            std::string::npos);
  EXPECT_EQ(client->bedrock("POST", "agents/", "{}").header("x-amzn-errortype"), "ThrottlingException");
  EXPECT_EQ(waiting(), 0);
}

TEST_F(FaultsTest, RuleStrikesFromAndForAsManyCallsAsItSays) {
  prepare("[{service: sqs, operation: SendMessage, match: hello, from: 2, count: 2, fault: error, status: 503}]");
  std::vector<int> seen;
  for (int call = 0; call < 4; ++call) {
    seen.push_back(send().status);
    EXPECT_EQ(send("other").status, 200);
  }
  EXPECT_EQ(seen, (std::vector<int>{200, 503, 503, 200}));
  const Json::Value counts = client->at("", "GET", "/_sandbox/faults").document["faults"][0];
  EXPECT_EQ(counts["matched"].asInt(), 4);
  EXPECT_EQ(counts["fired"].asInt(), 2);
}

TEST_F(FaultsTest, ProbabilityWithASeedIsTheSameEveryTime) {
  std::vector<std::vector<int>> runs;
  for (int run = 0; run < 2; ++run) {
    prepare("{seed: 7, faults: [{operation: SendMessage, probability: 0.5, fault: error}]}");
    runs.emplace_back();
    for (int call = 0; call < 20; ++call) {
      runs.back().push_back(send().status);
    }
  }
  EXPECT_EQ(runs[0], runs[1]);
  EXPECT_NE(std::count(runs[0].begin(), runs[0].end(), 200), 20);
  EXPECT_NE(std::count(runs[0].begin(), runs[0].end(), 500), 20);
}

TEST_F(FaultsTest, ResetBeforeTheWorkLeavesNothingBehind) {
  prepare("[{operation: SendMessage, fault: reset}]");
  EXPECT_EQ(send().failure, "connection_reset");
  EXPECT_EQ(waiting(), 0);
}

TEST_F(FaultsTest, ResetBehindTheWorkLosesTheAnswerOnly) {
  for (const char* when : {"before_answer", "after_head", "in_body"}) {
    prepare(fmt::format("[{{operation: SendMessage, fault: reset, when: {}}}]", when));
    const Answer lost = send("itk-0123456789abcdef");
    EXPECT_EQ(lost.status, 0) << when;
    EXPECT_FALSE(lost.failure.empty()) << when;
    EXPECT_EQ(waiting(), 1) << when;
    EXPECT_EQ(
        client->at("", "GET", "/_sandbox/received").document["nonces"]["itk-0123456789abcdef"]["accepted"].asInt(), 1);
  }
}

TEST_F(FaultsTest, ResetBehindTheBodyLosesNothing) {
  prepare("[{operation: SendMessage, fault: reset, when: after_body}]");
  send();
  EXPECT_EQ(waiting(), 1);
  EXPECT_EQ(send().status, 200);
}

TEST_F(FaultsTest, StalledAnswerEndsWithTheSandboxOrTheClient) {
  prepare("[{operation: SendMessage, fault: stall, when: in_body, bytes: 5}]");
  client->timeout = std::chrono::milliseconds(200);
  EXPECT_EQ(send().failure, "total_timeout");
  const auto begin = std::chrono::steady_clock::now();
  sandbox.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(FaultsTest, SlowAnswerIsWhole) {
  prepare("[{operation: SendMessage, fault: slow, delay_ms: 100, piece: 40, between_ms: 10}]");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(send().status, 200);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(100));
}

TEST_F(FaultsTest, TruncatedAnswerIsShorterThanItsLength) {
  prepare("[{operation: SendMessage, fault: truncate}]");
  EXPECT_EQ(send().status, 0);
  EXPECT_EQ(waiting(), 1);
}

TEST_F(FaultsTest, SkewedClockShowsInTheDateAndInTheRefusal) {
  prepare("[{operation: SendMessage, fault: clock_skew, seconds: 3600}, "
          "{service: sts, fault: clock_skew, seconds: -3600, code: RequestTimeTooSkewed}]");
  const Answer late = send();
  EXPECT_EQ(late.error(), "InvalidSignatureException");
  EXPECT_EQ(late.document["message"].asString().rfind("Signature expired: ", 0), 0U);
  EXPECT_NE(late.header("date"), send().header("date"));
  EXPECT_NE(client->sts("Action=GetCallerIdentity&Version=2011-06-15").body.find("<Code>RequestTimeTooSkewed</Code>"),
            std::string::npos);
}

TEST_F(FaultsTest, ClientThatFollowsTheSkewedClockIsServed) {
  prepare("[{operation: SendMessage, fault: clock_skew, seconds: 3600, count: 2}]");
  EXPECT_EQ(send().status, 403);
  client->skew = std::chrono::hours(1);
  EXPECT_EQ(send().status, 200);
}

TEST_F(FaultsTest, ExpiredTokenAndDeniedAccessAreRefusals) {
  prepare("[{operation: SendMessage, fault: expired_token}, {operation: SendMessage, fault: access_denied}]");
  EXPECT_EQ(send().header("x-amzn-query-error"), "ExpiredToken;Sender");
  const Answer denied = send();
  EXPECT_EQ(denied.header("x-amzn-query-error"), "AccessDenied;Sender");
  EXPECT_NE(denied.body.find("sqs:SendMessage"), std::string::npos);
  EXPECT_EQ(send().status, 200);
}

TEST_F(FaultsTest, PartOfABatchFailsAndIsNotAccepted) {
  prepare("[{operation: SendMessageBatch, fault: partial_batch, ids: [b], code: InternalError}, "
          "{operation: SendMessageBatch, fault: partial_batch, every: 1, sender_fault: true}]");
  const Answer answer = batch();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.document["Successful"].size(), 2U);
  EXPECT_EQ(answer.document["Failed"][0]["Id"].asString(), "b");
  EXPECT_EQ(answer.document["Failed"][0]["SenderFault"].asBool(), false);
  EXPECT_EQ(waiting(), 2);
  EXPECT_EQ(batch().document["Failed"].size(), 3U);
  EXPECT_EQ(waiting(), 2);
}

TEST_F(FaultsTest, WrongDigestIsWrongWhereItWasAskedFor) {
  prepare("[{operation: SendMessage, fault: wrong_md5}, {operation: SendMessageBatch, fault: wrong_md5}]");
  EXPECT_EQ(send().document["MD5OfMessageBody"].asString(), std::string(32, '0'));
  EXPECT_EQ(send().document["MD5OfMessageBody"].asString(), "5d41402abc4b2a76b9719d911017c592");
  const Answer several = batch();
  EXPECT_EQ(several.document["Successful"][2]["MD5OfMessageBody"].asString(), std::string(32, '0'));
  EXPECT_FALSE(several.document.isMember("Failed"));
}

class StreamFaultsTest : public SandboxTest {
 protected:
  AgentStream invoke() const {
    return read_agent_stream(client->bedrock("POST", "agents/GK7PZQ4T1W/agentAliases/TSTALIASID/sessions/s-1/text",
                                             R"({"inputText":"Where is order 77?","enableTrace":true})"));
  }
};

TEST_F(StreamFaultsTest, ExceptionFrameEndsTheStream) {
  start_with_faults("[{operation: InvokeAgent, fault: exception, code: ModelNotReadyException, events: 3}]");
  const AgentStream stream = invoke();
  EXPECT_TRUE(stream.is_whole);
  EXPECT_EQ(stream.events.size(), 4U);
  EXPECT_EQ(stream.last(), "!modelNotReadyException");
  EXPECT_EQ(invoke().last(), "chunk");
}

TEST_F(StreamFaultsTest, BadChecksumStopsTheReaderThere) {
  start_with_faults("[{operation: InvokeAgent, fault: bad_crc, events: 2}]");
  const AgentStream stream = invoke();
  EXPECT_FALSE(stream.is_whole);
  EXPECT_EQ(stream.events.size(), 2U);
}

TEST_F(StreamFaultsTest, TruncatedStreamIsCutInsideAFrame) {
  start_with_faults("[{operation: InvokeAgent, fault: truncate, events: 2}]");
  client->may_fail = true;
  EXPECT_EQ(invoke().answer.status, 0);
}

TEST_F(StreamFaultsTest, ServerSentEventsCanOnlyBeCut) {
  start_with_faults("[{service: mcp, operation: tools/call, fault: bad_crc}, "
                    "{service: mcp, operation: tools/call, fault: truncate, events: 0}]");
  client->may_fail = true;
  const aws::Headers accept{{"Accept", "application/json, text/event-stream"}};
  const std::string session =
      client->at("", "POST", "/demo/mcp", R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{}})", accept)
          .header("mcp-session-id");
  const auto call = [&] {
    return client->at("", "POST", "/demo/mcp",
                      R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"get_delivery_estimate",)"
                      R"("arguments":{"order_id":"1"}}})",
                      {accept[0], {"Mcp-Session-Id", session}});
  };
  EXPECT_NE(call().body.find("09:00-12:00"), std::string::npos);
  EXPECT_EQ(call().status, 0);
}

TEST(FaultRules, ExampleOfTheReadmeIsRead) {
  const auto rules = faults::read_rules_file(std::string(ITK_SOURCE_DIR) + "/tests/sandbox/scenarios/faults.yaml");
  ASSERT_TRUE(rules) << rules.error().message;
  EXPECT_EQ(rules->size(), 23U);
}

TEST(FaultRules, MistakesAreNamedWithTheirPlace) {
  const auto error = [](const std::string& text) {
    const auto rules = faults::read_rules(text, "f.yaml");
    return rules ? "" : rules.error().message;
  };
  EXPECT_EQ(error("[]"), "");
  EXPECT_EQ(error("faults: 1"), "f.yaml:1:1: expected a list of rules, or {faults: [...]}");
  EXPECT_EQ(error("- 1"), "f.yaml:1:3: a rule is a map: {service: sqs, operation: SendMessage, fault: throttle}");
  EXPECT_EQ(error("- {fault: none}").rfind("f.yaml:1:11: `fault` is one of access_denied, bad_crc, ", 0), 0U);
  EXPECT_EQ(error("- {fault: throttle, stall_ms: 1}"), "f.yaml:1:21: `stall_ms` means nothing for this fault");
  EXPECT_EQ(error("- fault: error\n  status: x"), "f.yaml:2:11: `status` has a value of the wrong type");
  EXPECT_EQ(error("- {fault: reset, when: now}").rfind("f.yaml:1:24: `when` is before_work, ", 0), 0U);
  EXPECT_EQ(error("- {fault: partial_batch, every: 0}"), "f.yaml:1:33: `every` counts from 1");
  EXPECT_EQ(error("- {").rfind("f.yaml:", 0), 0U);
  EXPECT_EQ(faults::read_rules_file("/no/such/file").error().message, "/no/such/file: cannot be read");
}

}  // namespace
}  // namespace itk::sandbox::test
