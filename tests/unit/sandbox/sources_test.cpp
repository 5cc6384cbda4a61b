// What itk-collect reads beside FilterLogEvents: X-Ray, Logs Insights, Live Tail.
#include <gmock/gmock.h>

#include "common/aws/event_stream.h"
#include "tests/unit/sandbox/fixture.h"

namespace itk::sandbox::test {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SourcesTest : public SandboxTest {
 protected:
  static constexpr const char* k_group = "/aws/lambda/itk-demo-orchestrator";

  // A message through the queue, until it has been worked on.
  void send(const std::string& trace) {
    client->sqs("SendMessage", R"({"QueueUrl":")" + queue_url() +
                                   R"(","MessageBody":"Where is my order 1234?","MessageSystemAttributes":)" +
                                   R"({"AWSTraceHeader":{"DataType":"String","StringValue":"Root=)" + trace + "\"}}}");
    ASSERT_TRUE(eventually([&] { return !logged(k_group, "REPORT RequestId").empty(); }));
  }

  Answer xray(const std::string& path, const std::string& body) const { return client->at("xray", "POST", path, body); }

  static std::string window() {
    const std::int64_t now_s = system_clock().now().ms() / 1000;
    return R"("StartTime":)" + std::to_string(now_s - 60) + R"(,"EndTime":)" + std::to_string(now_s + 60);
  }
};

constexpr const char* k_trace = "1-5759e988-bd862e3fe1be46a994272793";

TEST_F(SourcesTest, XRayHasATraceOfItsOwnBehindTheQueueAndTheLinkInIt) {
  options.traces_to_xray = true;
  start();
  send(k_trace);
  const Answer summaries = xray("/TraceSummaries", "{" + window() + "}");
  ASSERT_EQ(summaries.document["TraceSummaries"].size(), 1U) << summaries.body;
  const std::string id = summaries.document["TraceSummaries"][0]["Id"].asString();
  EXPECT_NE(id, k_trace);
  const Answer traces = xray("/Traces", R"({"TraceIds":[")" + id + "\",\"" + k_trace + "\"]}");
  EXPECT_EQ(traces.document["UnprocessedTraceIds"][0].asString(), k_trace);
  std::string documents;
  Answer page = traces;
  while (true) {
    for (const Json::Value& segment : page.document["Traces"][0]["Segments"]) {
      documents += segment["Document"].asString();
    }
    if (!page.document.isMember("NextToken")) {
      break;
    }
    page = xray("/Traces",
                R"({"TraceIds":[")" + id + R"("],"NextToken":")" + page.document["NextToken"].asString() + "\"}");
  }
  EXPECT_THAT(documents, HasSubstr(R"("links":[{"trace_id":")" + std::string(k_trace)));
  EXPECT_THAT(documents, HasSubstr("AWS::Lambda::Function"));
  EXPECT_THAT(documents, HasSubstr("Converse"));
  EXPECT_TRUE(logged("aws/spans", "traceId").empty());
}

TEST_F(SourcesTest, XRayRefusesWhatAWSRefuses) {
  start();
  EXPECT_EQ(xray("/TraceSummaries", R"({"StartTime":0,"EndTime":86400})").header("x-amzn-errortype"),
            "InvalidRequestException");
  EXPECT_EQ(xray("/TraceSummaries", R"({"StartTime":1})").header("x-amzn-errortype"), "InvalidRequestException");
  EXPECT_EQ(xray("/Traces", R"({"TraceIds":["a","b","c","d","e","f"]})").header("x-amzn-errortype"),
            "InvalidRequestException");
  EXPECT_EQ(xray("/Traces", R"({"TraceIds":["a"],"NextToken":"x"})").header("x-amzn-errortype"),
            "InvalidRequestException");
  EXPECT_EQ(xray("/TraceSegments", "{}").status, 404);
}

TEST_F(SourcesTest, AQueryOfInsightsRunsAndThenHasItsRows) {
  options.insights.running = milliseconds(300);
  start();
  send(k_trace);
  const std::int64_t now_s = system_clock().now().ms() / 1000;
  const std::string times =
      R"("startTime":)" + std::to_string(now_s - 60) + R"(,"endTime":)" + std::to_string(now_s + 1);
  const Answer started = client->logs("StartQuery", R"({"logGroupNames":[")" + std::string(k_group) + R"("],)" + times +
                                                        R"(,"queryString":"fields @message | sort @timestamp asc"})");
  const std::string id = R"({"queryId":")" + started.document["queryId"].asString() + "\"}";
  EXPECT_EQ(client->logs("GetQueryResults", id).document["status"].asString(), "Scheduled");
  Answer results;
  ASSERT_TRUE(eventually([&] {
    results = client->logs("GetQueryResults", id);
    return results.document["status"].asString() == "Complete";
  }));
  ASSERT_GE(results.document["results"].size(), 5U);
  std::vector<std::string> fields;
  for (const Json::Value& field : results.document["results"][0]) {
    fields.push_back(field["field"].asString());
  }
  EXPECT_THAT(fields, ElementsAre("@timestamp", "@ingestionTime", "@logStream", "@log", "@message", "@ptr"));
  EXPECT_EQ(client->logs("StopQuery", id).error(), "InvalidParameterException");  // it is over
  EXPECT_EQ(client->logs("GetQueryResults", R"({"queryId":"none"})").error(), "ResourceNotFoundException");
  EXPECT_EQ(client->logs("StartQuery", R"({"logGroupName":"g",)" + times + R"(,"queryString":"stats x by y"})").error(),
            "MalformedQueryException");
}

TEST_F(SourcesTest, LiveTailStreamsWhatIsIngestedUntilItTimesOut) {
  options.live_tail = {milliseconds(100), std::chrono::seconds(1), 2};
  options.noise = 20;
  start();
  const Answer answer = client->logs(
      "StartLiveTail",
      R"({"logGroupIdentifiers":["arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/itk-demo-orchestrator"]})");
  aws::EventStreamDecoder decoder;
  decoder.feed(answer.body);
  std::vector<std::string> types;
  std::string updates;
  for (auto message = decoder.next(); message && *message; message = decoder.next()) {
    types.emplace_back(
        (*message)->text_of(":event-type").value_or((*message)->text_of(":exception-type").value_or("")));
    updates += types.back() == "sessionUpdate" ? (*message)->payload : "";
  }
  ASSERT_GE(types.size(), 4U);
  EXPECT_EQ(types[0], "initial-response");
  EXPECT_EQ(types[1], "sessionStart");
  EXPECT_EQ(types.back(), "SessionTimeoutException");
  EXPECT_THAT(updates, HasSubstr("RequestId"));
  EXPECT_THAT(updates, HasSubstr(R"("sampled":true)"));
}

TEST_F(SourcesTest, LiveTailWantsARNsOfGroupsThatThereAre) {
  start();
  EXPECT_EQ(client->logs("StartLiveTail", R"({"logGroupIdentifiers":["aws/spans"]})").error(),
            "InvalidParameterException");
  EXPECT_EQ(
      client->logs("StartLiveTail", R"({"logGroupIdentifiers":["arn:aws:logs:us-east-1:123456789012:log-group:none"]})")
          .error(),
      "ResourceNotFoundException");
}

}  // namespace
}  // namespace itk::sandbox::test
