// The messages are written here byte by byte, as protobuf's encoding has them.
#include "itk-collect/otlp/protobuf.h"

#include <gtest/gtest.h>

#include <cstring>

#include "common/json/raw_json.h"
#include "tests/unit/itk-collect/otlp_bytes.h"

namespace itk::collect::otlp {
namespace {

TEST(Protobuf, ATraceRequestIsTheSameInJson) {
  const Result<std::string> json = to_json(trace_request(), Signal::Traces);
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_EQ(
      *json,
      R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"orders"}}]},)"
      R"("scopeSpans":[{"scope":{"name":"lib"},"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",)"
      R"("name":"chat claude","kind":3,"startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000",)"
      R"("attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"n","value":{"intValue":"-1"}},)"
      R"({"key":"d","value":{"doubleValue":0.5}},{"key":"ok","value":{"boolValue":true}},)"
      R"({"key":"list","value":{"arrayValue":{"values":[{"stringValue":"a"}]}}}],)"
      R"("events":[{"timeUnixNano":"1544712660500000000","name":"exception"}],"status":{"message":"too long","code":2}}]}]}]})");
  EXPECT_TRUE(json::is_one_line_json(*json));
}

TEST(Protobuf, ALogRequestIsTheSameInJson) {
  const std::string record = fixed64(1, 1544712660000000000) + varint(2, 9) + bytes(3, "INFO") +
                             bytes(5, bytes(1, "hello")) + bytes(9, std::string(16, '\x11')) + bytes(12, "e");
  const std::string request = bytes(1, bytes(2, bytes(2, record)));
  EXPECT_EQ(
      to_json(request, Signal::Logs).value(),
      R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1544712660000000000","severityNumber":9,"severityText":"INFO",)"
      R"("body":{"stringValue":"hello"},"traceId":"11111111111111111111111111111111","eventName":"e"}]}]}]})");
}

TEST(Protobuf, FieldsOfTomorrowAreLeftOut) {
  EXPECT_EQ(to_json(varint(99, 1) + bytes(98, "x") + fixed64(97, 1), Signal::Traces).value(), "{}");
  EXPECT_EQ(to_json("", Signal::Traces).value(), "{}");
}

TEST(Protobuf, NumbersThatJsonDoesNotHaveAreSpelt) {
  const auto value = [](double number) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    return to_json(bytes(1, bytes(1, bytes(1, bytes(1, "k") + bytes(2, fixed64(4, bits))))), Signal::Traces).value();
  };
  EXPECT_NE(value(1.0 / 0.0).find(R"("Infinity")"), std::string::npos);
  EXPECT_NE(value(0.0 / 0.0).find(R"("NaN")"), std::string::npos);
}

TEST(Protobuf, WhatIsNoMessageIsRefused) {
  EXPECT_FALSE(to_json("\xff", Signal::Traces));
  EXPECT_FALSE(to_json(varint(1, 7), Signal::Traces));                // resourceSpans is a number
  EXPECT_FALSE(to_json(std::string("\x0b\x0c", 2), Signal::Traces));  // groups are of another century
  EXPECT_FALSE(to_json(std::string("\x00", 1), Signal::Traces));
  EXPECT_FALSE(to_json(bytes(1, bytes(2, bytes(1, bytes(1, "\xff")))), Signal::Traces));  // no UTF-8
}

TEST(Protobuf, DepthBombsAreRefused) {
  std::string value = bytes(1, "deep");
  for (int i = 0; i < 5000; ++i) {
    value = bytes(5, bytes(1, value));
  }
  const std::string request = bytes(1, bytes(1, bytes(1, bytes(1, "k") + bytes(2, value))));
  EXPECT_FALSE(to_json(request, Signal::Traces));
}

// Protobuf has no end: a request that is cut between two fields is one with fewer of them.
TEST(Protobuf, EveryTruncationIsAMessageOrAnError) {
  const std::string request = trace_request();
  for (std::size_t size = 1; size < request.size(); ++size) {
    const Result<std::string> json = to_json(std::string_view(request).substr(0, size), Signal::Traces);
    EXPECT_FALSE(json) << size;  // all of it is one field
  }
}

TEST(Protobuf, AStatusHasItsCodeAndMessage) { EXPECT_EQ(status_message(3, "no"), std::string("\x08\x03\x12\x02no")); }

}  // namespace
}  // namespace itk::collect::otlp
