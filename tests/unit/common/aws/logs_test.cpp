#include "common/aws/logs.h"

#include <gtest/gtest.h>

#include "tests/support/fake_client.h"

namespace itk::aws {
namespace {

using test::FakeClient;

FilterLogEvents query_of(std::string group) {
  FilterLogEvents query;
  query.log_group = std::move(group);
  query.start_ms = 1;
  return query;
}

// As ../shared/data/sigv4/reference-requests.txt has it, without the spaces.
TEST(FilterLogEvents, IsTheRequestThatSdksSend) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(200, "{}");
  FilterLogEvents query = query_of("/aws/lambda/f");
  query.limit = 10;
  ASSERT_TRUE(filter_log_events(fake.client, query));
  const HttpRequest& sent = fake.transport.requests.at(0);
  EXPECT_EQ(sent.body, R"({"logGroupName":"/aws/lambda/f","startTime":1,"limit":10})");
  EXPECT_EQ(find_header(sent.headers, "X-Amz-Target"), "Logs_20140328.FilterLogEvents");
  EXPECT_EQ(find_header(sent.headers, "Content-Type"), "application/x-amz-json-1.1");
}

TEST(FilterLogEvents, NamesAGroupOfAnotherAccountByItsArn) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(200, "{}");
  FilterLogEvents query = query_of("arn:aws:logs:eu-west-1:1:log-group:/g");
  query.end_ms = 1'763'625'600'000;
  query.filter_pattern = R"({ $.id = "x" })";
  query.next_token = "t";
  ASSERT_TRUE(filter_log_events(fake.client, query));
  EXPECT_EQ(fake.transport.requests.at(0).body,
            R"({"logGroupIdentifier":"arn:aws:logs:eu-west-1:1:log-group:/g","startTime":1,"endTime":1763625600000,)"
            R"("filterPattern":"{ $.id = \"x\" }","nextToken":"t"})");
}

TEST(FilterLogEvents, ReadsAPage) {
  FakeClient fake(Service::Logs);
  const std::string body =
      R"({"events":[{"logStreamName":"s","timestamp":1763625600123,"message":"{\"a\":1.10}\n","ingestionTime":1763625600999,)"
      R"("eventId":"e-1"},{"timestamp":2,"message":"\u00e9","new":{"x":[1]}}],"nextToken":"t-2","searchedLogStreams":[]})";
  fake.transport.answer(200, body);
  const auto page = filter_log_events(fake.client, query_of("/g"));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->events.size(), 2u);
  EXPECT_EQ(page->events[0].event_id, "e-1");
  EXPECT_EQ(page->events[0].stream, "s");
  EXPECT_EQ(page->events[0].timestamp_ms, 1763625600123);
  EXPECT_EQ(page->events[0].ingestion_ms, 1763625600999);
  EXPECT_EQ(page->events[0].message, "{\"a\":1.10}\n");
  EXPECT_EQ(page->events[1].message, "é");
  EXPECT_EQ(page->events[1].event_id, "");
  EXPECT_EQ(page->next_token, "t-2");
  EXPECT_EQ(page->bytes, body.size());
}

TEST(FilterLogEvents, APageMayBeEmptyAndNotTheLast) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(200, R"({"events":[],"nextToken":"t"})");
  fake.transport.answer(200, R"({"searchedLogStreams":[]})");
  const auto first = filter_log_events(fake.client, query_of("/g"));
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->events.empty());
  EXPECT_EQ(first->next_token, "t");
  EXPECT_EQ(filter_log_events(fake.client, query_of("/g"))->next_token, "");
}

TEST(FilterLogEvents, EveryTruncatedAnswerIsAnError) {
  const std::string body =
      R"({"events":[{"timestamp":1,"message":"a\\"},{"timestamp":2,"message":"b"}],"nextToken":"t"})";
  for (std::size_t n = 0; n < body.size(); ++n) {
    FakeClient fake(Service::Logs);
    fake.transport.answer(200, body.substr(0, n));
    const auto page = filter_log_events(fake.client, query_of("/g"));
    ASSERT_FALSE(page) << n;
    EXPECT_EQ(page.error().code, "bad_answer");
    EXPECT_EQ(page.error().exit, ExitCode::Unreachable);
  }
}

TEST(FilterLogEvents, AnEventWithoutTimeOrMessageIsAnErrorNotALoss) {
  for (const char* event : {R"({"message":"m"})", R"({"timestamp":1})", R"({"timestamp":"1","message":"m"})",
                            R"({"timestamp":1.5,"message":"m"})", R"({"timestamp":1,"message":null})", "1", "null"}) {
    FakeClient fake(Service::Logs);
    fake.transport.answer(200, std::string(R"({"events":[)") + event + "]}");
    EXPECT_FALSE(filter_log_events(fake.client, query_of("/g"))) << event;
  }
}

TEST(DescribeLogGroups, FollowsThePages) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(
      200, R"({"logGroups":[{"logGroupName":"/a","arn":"arn:aws:logs:r:1:log-group:/a:*"}],"nextToken":"t"})");
  fake.transport.answer(200, R"({"logGroups":[{"logGroupName":"/b","arn":"arn:b"}]})");
  const auto groups = describe_log_groups(fake.client, "/");
  ASSERT_TRUE(groups);
  ASSERT_EQ(groups->size(), 2u);
  EXPECT_EQ((*groups)[0].arn, "arn:aws:logs:r:1:log-group:/a");
  EXPECT_EQ((*groups)[1].name, "/b");
  EXPECT_EQ(fake.transport.requests.at(0).body, R"({"logGroupNamePrefix":"/"})");
  EXPECT_EQ(fake.transport.requests.at(1).body, R"({"logGroupNamePrefix":"/","nextToken":"t"})");
}

TEST(DescribeLogGroups, DoesNotFollowATokenInACircle) {
  FakeClient fake(Service::Logs);
  fake.transport.answer(200, R"({"logGroups":[],"nextToken":"t"})");
  fake.transport.answer(200, R"({"logGroups":[],"nextToken":"t"})");
  EXPECT_EQ(describe_log_groups(fake.client, "").error().code, "bad_answer");
}

}  // namespace
}  // namespace itk::aws
