// The demo system from outside: a message goes in, logs come out.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "common/base/clock.h"
#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/demo/python_repr.h"
#include "tests/unit/sandbox/client.h"

namespace itk::sandbox::test {
namespace {

constexpr const char* k_orchestrator = "/aws/lambda/itk-demo-orchestrator";
constexpr const char* k_gatekeeper = "/aws/bedrock/agents/itk-demo-gatekeeper";
constexpr const char* k_supervisor = "/aws/bedrock/agents/itk-demo-supervisor";
constexpr const char* k_action_group = "/aws/lambda/itk-demo-action-group";

class DemoTest : public testing::Test {
 protected:
  DemoTest() {
    SandboxOptions options;
    options.delay = {std::chrono::milliseconds(0), std::chrono::milliseconds(0)};
    options.workers = 4;
    auto started = Sandbox::start(options, system_clock());
    EXPECT_TRUE(started);
    sandbox = *std::move(started);
    client = std::make_unique<Client>(sandbox->endpoint());
  }

  // Sends a message and waits until the orchestrator has reported.
  void run(const std::string& scenario) {
    Json::Value parameters;
    parameters["QueueUrl"] = sandbox->endpoint() + "/123456789012/itk-demo";
    parameters["MessageBody"] = fmt::format(R"({{"userMessage":"Where is order 77?","scenario":"{}"}})", scenario);
    parameters["MessageAttributes"]["ITK_TRACE_ID"]["DataType"] = "String";
    parameters["MessageAttributes"]["ITK_TRACE_ID"]["StringValue"] = "itk-0123456789abcdef";
    parameters["MessageSystemAttributes"]["AWSTraceHeader"]["DataType"] = "String";
    parameters["MessageSystemAttributes"]["AWSTraceHeader"]["StringValue"] =
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    ASSERT_EQ(client->sqs("SendMessage", write_document(parameters)).status, 200);
    ASSERT_TRUE(eventually([this] { return count(k_orchestrator, "REPORT RequestId: ") == 1; }));
  }

  std::vector<std::string> messages(const std::string& group) const {
    std::vector<std::string> result;
    std::string token;
    do {
      Json::Value parameters;
      parameters["logGroupName"] = group;
      if (!token.empty()) {
        parameters["nextToken"] = token;
      }
      const Answer page = client->logs("FilterLogEvents", write_document(parameters));
      for (const Json::Value& event : page.document["events"]) {
        result.push_back(event["message"].asString());
      }
      token = page.document["nextToken"].asString();
    } while (!token.empty());
    return result;
  }

  long count(const std::string& group, const std::string& text) const {
    const auto all = messages(group);
    return std::count_if(all.begin(), all.end(),
                         [&](const std::string& each) { return each.find(text) != std::string::npos; });
  }

  std::unique_ptr<Sandbox> sandbox;
  std::unique_ptr<Client> client;
};

TEST_F(DemoTest, HappyPathLeavesTheWholeChain) {
  run("happy");
  EXPECT_EQ(count(k_orchestrator, "INIT_START "), 1);
  EXPECT_EQ(count(k_orchestrator, "XRAY TraceId: 1-5759e988-bd862e3fe1be46a994272793"), 1);
  EXPECT_EQ(count(k_orchestrator, "itk-0123456789abcdef"), 1);
  EXPECT_EQ(count(k_orchestrator, "Order 77 has shipped"), 2);
  EXPECT_EQ(count(k_gatekeeper, "InvokeAgent response: "), 1);
  EXPECT_EQ(count(k_supervisor, "Invoking agent with {'sessionId': '"), 1);
  EXPECT_EQ(count(k_action_group, R"("type":"platform.report")"), 2);
  EXPECT_TRUE(eventually([this] { return count("aws/spans", R"("name":"chat )") == 2; }));
  EXPECT_EQ(count("aws/spans", R"("traceId":"5759e988bd862e3fe1be46a994272793")"), 3);
  EXPECT_EQ(count("aws/spans", R"("code":"ERROR")"), 0);
}

TEST_F(DemoTest, RetryIsThrottledTwiceAndThenAnswers) {
  run("retry");
  EXPECT_EQ(count(k_orchestrator, "Agent throttled, trying again"), 2);
  EXPECT_EQ(count(k_orchestrator, R"("attempt":3)"), 2);
  EXPECT_EQ(count(k_gatekeeper, "InvokeAgent request: "), 1);
  EXPECT_EQ(count(k_orchestrator, "Message processed"), 1);
}

TEST_F(DemoTest, ThrottledModelExhaustsItsRetries) {
  run("throttled");
  EXPECT_TRUE(eventually([this] { return count("aws/spans", R"("error.type":"ThrottlingException")") == 5; }));
  EXPECT_EQ(count(k_orchestrator, R"("statusCode":429)"), 1);
  EXPECT_EQ(count(k_action_group, "Executing action"), 0);
}

TEST_F(DemoTest, GuardrailStopsBeforeTheSupervisor) {
  run("guardrail");
  EXPECT_EQ(count(k_gatekeeper, "GUARDRAIL_INTERVENED"), 1);
  EXPECT_EQ(messages(k_supervisor).size(), 0U);
  EXPECT_EQ(count(k_orchestrator, "I cannot help with that"), 2);
}

TEST_F(DemoTest, ToolErrorIsReportedByThePlatform) {
  run("tool_error");
  EXPECT_EQ(count(k_action_group, R"("errorType":"OrderServiceError")"), 3);
  EXPECT_EQ(count(k_action_group, R"("status":"error")"), 2);
  EXPECT_EQ(count(k_orchestrator, R"("statusCode":424)"), 1);
}

TEST_F(DemoTest, LostLogLacksTheEndOfOneInvocation) {
  run("lost_log");
  EXPECT_EQ(count(k_action_group, R"("type":"platform.start")"), 2);
  EXPECT_EQ(count(k_action_group, R"("type":"platform.report")"), 1);
  EXPECT_EQ(count(k_orchestrator, "Message processed"), 1);
}

TEST_F(DemoTest, MessageOfACrashComesAgainAndIsDeadInTheEnd) {
  const std::string queue = sandbox->endpoint() + "/123456789012/itk-demo";
  const auto about = [](const std::string& url, const std::string& more) {
    return fmt::format(R"({{"QueueUrl":"{}",{}}})", url, more);
  };
  client->sqs("SetQueueAttributes", about(queue, R"("Attributes":{"VisibilityTimeout":"0"})"));
  client->sqs("SendMessage", about(queue, R"("MessageBody":"{\"scenario\":\"crash\"}")"));
  EXPECT_TRUE(eventually([&] {
    const Answer dead = client->sqs("GetQueueAttributes", about(queue + "-dlq", R"("AttributeNames":["All"])"));
    return dead.document["Attributes"]["ApproximateNumberOfMessages"].asString() == "1";
  }));
  EXPECT_TRUE(eventually([this] { return count(k_orchestrator, "[ERROR] KeyError: 'orderId'") == 3; }));
}

TEST_F(DemoTest, FifoQueueIsWorkedOnInTheOrderOfItsGroups) {
  const std::string url = sandbox->endpoint() + "/123456789012/itk-demo.fifo";
  for (const char* order : {"81", "82", "82"}) {  // the third has the content of the second
    client->sqs("SendMessage",
                fmt::format(R"({{"QueueUrl":"{}","MessageBody":"Where is {}?","MessageGroupId":"g"}})", url, order));
  }
  ASSERT_TRUE(eventually([this] { return count(k_orchestrator, "REPORT RequestId: ") == 2; }));
  EXPECT_EQ(count(k_orchestrator, R"("MessageGroupId":"g")"), 2);
  EXPECT_EQ(count(k_orchestrator, "itk-demo.fifo"), 2);
}

TEST_F(DemoTest, PlainTextIsTheMessageItself) {
  Json::Value parameters;
  parameters["QueueUrl"] = sandbox->endpoint() + "/123456789012/itk-demo";
  parameters["MessageBody"] = "it's \"just\" text";
  ASSERT_EQ(client->sqs("SendMessage", write_document(parameters)).status, 200);
  EXPECT_TRUE(eventually([this] { return count(k_orchestrator, "Message processed") == 1; }));
}

TEST(PythonRepr, QuotesAsPythonDoes) {
  EXPECT_EQ(demo::python_repr("plain"), "'plain'");
  EXPECT_EQ(demo::python_repr("it's"), "\"it's\"");
  EXPECT_EQ(demo::python_repr("it's \"x\""), R"('it\'s "x"')");
  EXPECT_EQ(demo::python_repr("a\n\t\\"), R"('a\n\t\\')");
  EXPECT_EQ(demo::python_dict({{"a", "1"}, {"b", "2"}}), "{'a': '1', 'b': '2'}");
}

}  // namespace
}  // namespace itk::sandbox::test
