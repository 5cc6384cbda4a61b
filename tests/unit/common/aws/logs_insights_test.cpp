#include "common/aws/logs_insights.h"

#include <gtest/gtest.h>

#include "tests/support/fake_client.h"

namespace itk::aws {
namespace {

using test::FakeClient;

TEST(StartQuery, NamesGroupsAndTheWindowInSeconds) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(200, R"({"queryId":"q-1"})");
  EXPECT_EQ(start_query(fake.client, {{"/a", "/b"}, 10, 20, "fields @message"}).value(), "q-1");
  const HttpRequest& sent = fake.transport.requests.at(0);
  EXPECT_EQ(find_header(sent.headers, "X-Amz-Target"), "Logs_20140328.StartQuery");
  EXPECT_EQ(sent.body, R"({"logGroupNames":["/a","/b"],"startTime":10,"endTime":20,"queryString":"fields @message",)"
                       R"("limit":10000})");
}

TEST(StartQuery, NamesGroupsOfAnotherAccountByTheirArns) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(200, R"({"queryId":"q-1"})");
  ASSERT_TRUE(start_query(fake.client, {{"arn:aws:logs:r:1:log-group:/a"}, 1, 2, "q"}));
  EXPECT_EQ(fake.transport.requests.at(0).body.find(R"({"logGroupIdentifiers":["arn:)"), 0u);
}

TEST(StartQuery, WithoutAnIdThereIsNoQuery) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(200, "{}");
  EXPECT_EQ(start_query(fake.client, {{"/a"}, 1, 2, "q"}).error().code, "bad_answer");
}

TEST(StartQuery, ATooManyAtOnceIsTriedAgain) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(400, R"({"__type":"LimitExceededException","message":"too many"})");
  fake.transport.answer(200, R"({"queryId":"q-1"})");
  EXPECT_TRUE(start_query(fake.client, {{"/a"}, 1, 2, "q"}));
  EXPECT_EQ(fake.client.stats().throttles, 1);
}

constexpr char k_results[] =
    R"({"status":"Complete","results":[[{"field":"@timestamp","value":"2026-11-20 14:10:00.123"},)"
    R"({"field":"@message","value":"{\"a\":1.10}\n"},{"field":"@logStream","value":"s"},)"
    R"({"field":"@log","value":"1:/a"},{"field":"@ingestionTime","value":"2026-11-20 14:10:01.000"},)"
    R"({"field":"@ptr","value":"p"},{"field":"other","value":"x"}],[{"field":"@message"}]],)"
    R"("statistics":{"recordsMatched":12.0,"bytesScanned":345.0},"nextToken":"n"})";

TEST(GetQueryResults, ReadsRows) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(200, k_results);
  const auto results = get_query_results(fake.client, "q-1", "t");
  ASSERT_TRUE(results);
  EXPECT_EQ(fake.transport.requests.at(0).body, R"({"queryId":"q-1","nextToken":"t"})");
  EXPECT_TRUE(results->is_over());
  ASSERT_EQ(results->rows.size(), 2u);
  const InsightsRow& row = results->rows[0];
  EXPECT_EQ(row.timestamp, "2026-11-20 14:10:00.123");
  EXPECT_EQ(row.message, "{\"a\":1.10}\n");
  EXPECT_EQ(row.stream, "s");
  EXPECT_EQ(row.log, "1:/a");
  EXPECT_EQ(row.ingestion_time, "2026-11-20 14:10:01.000");
  EXPECT_EQ(row.ptr, "p");
  EXPECT_EQ(results->rows[1].message, "");
  EXPECT_EQ(results->records_matched, 12);
  EXPECT_EQ(results->bytes_scanned, 345);
  EXPECT_EQ(results->next_token, "n");
}

TEST(GetQueryResults, KnowsWhatIsStillRunning) {
  for (const char* status : {"Scheduled", "Running", "Unknown"}) {
    FakeClient fake(Service::Logs);
    fake.transport.answer(200, std::string(R"({"results":[],"status":")") + status + "\"}");
    EXPECT_FALSE(get_query_results(fake.client, "q", "")->is_over()) << status;
  }
}

TEST(GetQueryResults, EveryTruncatedAnswerIsAnError) {
  const std::string body = k_results;
  for (std::size_t n = 0; n < body.size(); ++n) {
    FakeClient fake(Service::Logs);
    fake.transport.answer(200, body.substr(0, n));
    EXPECT_FALSE(get_query_results(fake.client, "q", "")) << n;
  }
}

TEST(StopQuery, IsSentWithTheId) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(200, R"({"success":true})");
  EXPECT_TRUE(stop_query(fake.client, "q-1"));
  EXPECT_EQ(fake.transport.requests.at(0).body, R"({"queryId":"q-1"})");
}

}  // namespace
}  // namespace itk::aws
