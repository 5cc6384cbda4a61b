#include "common/aws/xray.h"

#include <gmock/gmock.h>

#include "tests/support/fake_client.h"

namespace itk::aws {
namespace {

using test::FakeClient;
using ::testing::ElementsAre;

TEST(GetTraceSummaries, AsksForAllTracesOfTheWindow) {
  FakeClient fake(Service::Xray);
  fake.transport.answer(200, "{}");
  ASSERT_TRUE(get_trace_summaries(
      fake.client, {Timestamp::from_ms(1'763'625'600'000), Timestamp::from_ms(1'763'625'660'250), "", "t"}));
  const HttpRequest& sent = fake.transport.requests.at(0);
  EXPECT_EQ(sent.url, "https://service.test/TraceSummaries");
  EXPECT_EQ(find_header(sent.headers, "Content-Type"), "application/json");
  EXPECT_EQ(sent.body, R"({"StartTime":1763625600,"EndTime":1763625660.250,"Sampling":false,"NextToken":"t"})");
}

TEST(GetTraceSummaries, ReadsAPage) {
  FakeClient fake(Service::Xray);
  fake.transport.answer(200, R"({"TraceSummaries":[{"Id":"1-6-a","IsPartial":true,"Annotations":{"x":[{}]}},)"
                             R"({"Id":"1-6-b"}],"ApproximateTime":1.7E9,"NextToken":"t-2"})");
  const auto page = get_trace_summaries(fake.client, {});
  ASSERT_TRUE(page);
  ASSERT_EQ(page->traces.size(), 2u);
  EXPECT_EQ(page->traces[0].id, "1-6-a");
  EXPECT_TRUE(page->traces[0].is_partial);
  EXPECT_FALSE(page->traces[1].is_partial);
  EXPECT_EQ(page->next_token, "t-2");
}

TEST(BatchGetTraces, AsksByIdAndReadsDocuments) {
  FakeClient fake(Service::Xray);
  fake.transport.answer(200, R"({"Traces":[{"Id":"1-6-a","Duration":0.5,"LimitExceeded":true,)"
                             R"("Segments":[{"Id":"s","Document":"{\"id\":\"s\"}"},{"Id":"t","Document":"{}"}]}],)"
                             R"("UnprocessedTraceIds":["1-6-b"],"NextToken":"n"})");
  const auto batch = batch_get_traces(fake.client, {"1-6-a", "1-6-b"}, "m");
  ASSERT_TRUE(batch);
  EXPECT_EQ(fake.transport.requests.at(0).url, "https://service.test/Traces");
  EXPECT_EQ(fake.transport.requests.at(0).body, R"({"TraceIds":["1-6-a","1-6-b"],"NextToken":"m"})");
  ASSERT_EQ(batch->traces.size(), 1u);
  EXPECT_TRUE(batch->traces[0].limit_exceeded);
  EXPECT_THAT(batch->traces[0].documents, ElementsAre(R"({"id":"s"})", "{}"));
  EXPECT_THAT(batch->unprocessed, ElementsAre("1-6-b"));
  EXPECT_EQ(batch->next_token, "n");
}

TEST(BatchGetTraces, WhatHasNoDocumentIsAnErrorNotALoss) {
  for (const char* trace : {R"({"Segments":[]})", R"({"Id":"1-6-a","Segments":[{"Id":"s"}]})",
                            R"({"Id":"1-6-a","Segments":[{"Document":1}]})"}) {
    FakeClient fake(Service::Xray);
    fake.transport.answer(200, std::string(R"({"Traces":[)") + trace + "]}");
    EXPECT_EQ(batch_get_traces(fake.client, {"1-6-a"}, "").error().code, "bad_answer") << trace;
  }
}

TEST(BatchGetTraces, EveryTruncatedAnswerIsAnError) {
  const std::string body = R"({"Traces":[{"Id":"1-6-a","Segments":[{"Document":"{}"}]}]})";
  for (std::size_t n = 0; n < body.size(); ++n) {
    FakeClient fake(Service::Xray);
    fake.transport.answer(200, body.substr(0, n));
    EXPECT_FALSE(batch_get_traces(fake.client, {"1-6-a"}, "")) << n;
  }
}

TEST(BatchGetTraces, AThrottleIsAQuota) {
  FakeClient fake(Service::Xray);
  for (int i = 0; i < 3; ++i) {
    fake.transport.answer(429, R"({"message":"Rate exceeded"})", {{"x-amzn-ErrorType", "ThrottledException"}});
  }
  const auto batch = batch_get_traces(fake.client, {"1-6-a"}, "");
  ASSERT_FALSE(batch);
  EXPECT_EQ(batch.error().error_class, ErrorClass::Quota);
  EXPECT_EQ(fake.client.stats().throttles, 3);
}

}  // namespace
}  // namespace itk::aws
