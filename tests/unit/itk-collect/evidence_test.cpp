#include "itk-collect/evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include "common/base/hash_set.h"

namespace itk::collect {
namespace {

using ::testing::ElementsAre;

constexpr Timestamp k_noon = Timestamp::from_s(1'767'268'800);
const std::string k_group = "/aws/lambda/orders";

Timestamp after_ms(std::int64_t ms) { return {k_noon.ns + ms * 1'000'000}; }

std::string request_number(int i) {
  std::string digits = std::to_string(i);
  digits.insert(0, 8 - digits.size(), '0');
  return digits + "-1111-4222-8333-444455556666";
}

std::string event_id(int i) {
  std::string digits = std::to_string(i);
  return digits.insert(0, 56 - digits.size(), '3');
}

std::vector<std::string> lines_of(Evidence& evidence, Timestamp before) {
  std::vector<std::string> lines;
  const Status written = evidence.drop_before(before, [&](const auto& origin, std::string_view members) -> Status {
    lines.push_back(origin.second + " " + std::string(members));
    return {};
  });
  EXPECT_TRUE(written);
  return lines;
}

TEST(Evidence, IsWrittenAsTheRecordsThatItWouldBe) {
  Evidence evidence;
  const std::string request = request_number(1);
  evidence.add(k_group, {"2", "s", after_ms(5), after_ms(9), "INIT_START Runtime Version: python"});
  evidence.add(k_group, {"1", "s", after_ms(6), after_ms(9), "START RequestId: " + request + " Version: 1\n"});
  evidence.add(k_group, {"3", "s", after_ms(7), after_ms(9), R"({"password":1.10,"sessionId":"s-9"})"});
  const auto lines = lines_of(evidence, after_ms(1000));
  ASSERT_EQ(lines.size(), 3u);
  // The START that came behind it names the request of the line before.
  EXPECT_EQ(lines[0],
            "s \"id\":\"2\",\"source\":\"cloudwatch\",\"group\":\"/aws/lambda/orders\",\"stream\":\"s\","
            "\"time\":\"2026-01-01T12:00:00.005Z\",\"ingested\":\"2026-01-01T12:00:00.009Z\",\"kind\":\"lambda.init\","
            "\"ids\":[\"lambda:" +
                request +
                "\"],\"component\":\"lambda:orders\",\"operation\":\"Invoke\",\"text\":\"INIT_START Runtime Version: "
                "python\",\"payload\":\"INIT_START Runtime Version: python\"");
  EXPECT_NE(lines[2].find("\"ids\":[\"lambda:" + request + "\",\"session:s-9\"]"), std::string::npos) << lines[2];
  EXPECT_NE(lines[2].find(R"("payload":{"password":1.10,"sessionId":"s-9"})"), std::string::npos) << lines[2];
  EXPECT_TRUE(lines_of(evidence, after_ms(1000)).empty());
}

TEST(Evidence, OfACaseComesBackAsItWent) {
  Evidence evidence;
  evidence.belonging().bind(0, {"sqs:m-1"});
  EXPECT_THAT(evidence.add(k_group, {"b", "s", after_ms(2), after_ms(2), R"({"sqs_message_id":"m-1","n":1e2})"}),
              ElementsAre(0u));
  EXPECT_TRUE(evidence.add(k_group, {"c", "t", after_ms(3), after_ms(3), "of somebody else"}).empty());
  EXPECT_THAT(evidence.add(k_group, {"a", "s", after_ms(1), after_ms(1), R"({"sqs_message_id":"m-1"})"}),
              ElementsAre(0u));
  const auto released = evidence.release(0);
  ASSERT_EQ(released.size(), 2u);
  EXPECT_EQ(released[0].event.id, "a");
  EXPECT_EQ(released[1].event.payload.text, R"({"sqs_message_id":"m-1","n":1e2})");
  EXPECT_THAT(released[1].event.ids, ElementsAre("sqs:m-1"));
  EXPECT_EQ(released[1].event.ingested, after_ms(2));
  EXPECT_FALSE(released[1].is_shared);
  EXPECT_TRUE(evidence.release(0).empty());
  EXPECT_EQ(evidence.held(), 1u);
  EXPECT_FALSE(evidence.error());
}

// The promise is 80 bytes for each event of the open window, whatever the events say.
TEST(Evidence, NeedsLessThanEightyBytesForAnEvent) {
  constexpr int k_events = 200'000;
  constexpr int k_events_of_a_request = 20;
  constexpr double k_buffers = 2 << 20;  // of the spool, and of parsers
  const struct mallinfo2 before = mallinfo2();
  if (before.uordblks == 0) {
    GTEST_SKIP() << "the allocator does not count";
  }
  Evidence evidence;
  HashSet seen;
  const std::string stream = "2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef";
  for (int i = 0; i < k_events; ++i) {
    const std::string request = request_number(i / k_events_of_a_request);
    const std::string id = event_id(i);
    seen.insert(id);
    evidence.add(k_group, {id, stream, after_ms(i), after_ms(i + 900),
                           R"({"level":"INFO","message":"a line of some length, as they are","requestId":")" + request +
                               R"(","sessionId":"s-)" + request + R"("})"});
  }
  const struct mallinfo2 after = mallinfo2();
  const auto used = static_cast<double>(after.uordblks + after.hblkhd - before.uordblks - before.hblkhd);
  EXPECT_LT((used - k_buffers) / k_events, 80);
  EXPECT_EQ(evidence.held(), static_cast<std::size_t>(k_events));
}

}  // namespace
}  // namespace itk::collect
