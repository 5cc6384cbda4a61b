#include "itk-render/span_export.h"

#include <gtest/gtest.h>

namespace itk::render {
namespace {

model::Span span_with_everything() {
  model::Span span;
  span.span = "1a2b3c4d5e6f7081";
  span.trace = "01KAG0S3M00000000000000002";
  span.component = "agent:gatekeeper";
  span.operation = "InvokeAgent";
  span.kind = "client";
  span.status = "error";
  span.start = Timestamp::from_ms(1'790'000'000'000);
  span.end = Timestamp::from_ms(1'790'000'000'330);
  span.attempt = 2;
  span.ids = {"lambda:8f507cfc",          "nonce:itk-1",
              "session:demo-1",           "sqs:5fea7756",
              "thread:1700000000.000100", "trace:5759e988bd862e3fe1be46a994272793"};
  span.request.text = R"({"price":1.10})";
  span.error.text = R"({"code":"X"})";
  return span;
}

TEST(SpansJsonl, WritesThePythonKitsNineteenFields) {
  const std::vector spans = {span_with_everything()};
  EXPECT_EQ(spans_jsonl(build_tree(spans)),
            R"({"span_id":"1a2b3c4d5e6f7081","parent_span_id":null,"component":"agent:gatekeeper",)"
            R"("operation":"InvokeAgent","ts_start":"2026-09-21T14:13:20.000Z","ts_end":"2026-09-21T14:13:20.330Z",)"
            R"("attempt":2,"itk_trace_id":"itk-1","lambda_request_id":"8f507cfc",)"
            R"("xray_trace_id":"1-5759e988-bd862e3fe1be46a994272793","sqs_message_id":"5fea7756",)"
            R"("bedrock_session_id":"demo-1","thread_id":"1700000000.000100","session_id":"demo-1",)"
            R"("request":{"price":1.10},"response":null,"error":{"code":"X"},"is_async":false,"is_one_way":false})"
            "\n");
}

TEST(SpansJsonl, GivesStatedIdsBack) {
  std::vector spans = {span_with_everything(), span_with_everything()};
  spans[0].stated = model::Stated{"sr-001", "", {}, {}};
  spans[1].span = "ffff";
  spans[1].parent = spans[0].span;
  const std::string text = spans_jsonl(build_tree(spans));
  EXPECT_NE(text.find(R"({"span_id":"sr-001",)"), std::string::npos);
  EXPECT_NE(text.find(R"({"span_id":"ffff","parent_span_id":"sr-001",)"), std::string::npos);
}

TEST(SpansJsonl, SortsByStartAndPutsSpansWithoutOneLast) {
  std::vector spans = {span_with_everything(), span_with_everything(), span_with_everything()};
  spans[0].span = "none";
  spans[0].start.reset();
  spans[1].span = "late";
  spans[1].start->ns += 1;
  spans[2].span = "early";
  const std::string text = spans_jsonl(build_tree(spans));
  EXPECT_LT(text.find("early"), text.find("late"));
  EXPECT_LT(text.find("late"), text.find("none"));
}

TEST(SpansJsonl, AQueueHopIsAsynchronousAndOneWayUntilItAnswers) {
  std::vector spans = {span_with_everything()};
  spans[0].kind = "producer";
  EXPECT_NE(spans_jsonl(build_tree(spans)).find(R"("is_async":true,"is_one_way":true)"), std::string::npos);
  spans[0].response.text = "{}";
  EXPECT_NE(spans_jsonl(build_tree(spans)).find(R"("is_async":true,"is_one_way":false)"), std::string::npos);
}

}  // namespace
}  // namespace itk::render
