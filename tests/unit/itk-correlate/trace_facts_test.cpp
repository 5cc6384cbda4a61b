#include "itk-correlate/trace_facts.h"

#include <gtest/gtest.h>

#include "tests/unit/itk-correlate/events.h"

namespace itk::correlate {
namespace {

model::Span span(const std::string& key, const std::string& parent, const std::string& component,
                 std::optional<std::int64_t> attempt = {}) {
  model::Span s;
  s.span = key;
  s.parent = parent;
  s.component = component;
  s.operation = "Call";
  s.attempt = attempt;
  return s;
}

TEST(PathSignature, RetriesDoNotChangeItAndOtherPathsDo) {
  const std::string once = path_signature({span("1", "", "a"), span("2", "1", "b", 1), span("3", "1", "c")});
  EXPECT_EQ(path_signature({span("1", "", "a"), span("2", "1", "b", 1), span("9", "1", "b", 2), span("3", "1", "c")}),
            once);
  EXPECT_NE(path_signature({span("1", "", "a"), span("3", "1", "c"), span("2", "1", "b", 1)}), once);
  EXPECT_NE(path_signature({span("1", "", "a"), span("2", "1", "b", 1), span("3", "2", "c")}), once);
}

TEST(DescribeTrace, CountsWhatHappened) {
  TraceInput input;
  input.trace = "T";
  input.invocation.emplace().nonce = "itk-1";
  input.events = {test::event("1", "log", 0, {"nonce:itk-1"}, "a")};
  std::vector<model::Span> spans = {span("1", "", "a"), span("2", "1", "b", 2)};
  spans[0].start = test::at(0);
  spans[0].end = test::at(100);
  spans[0].init_ms = 5;
  spans[0].tokens = model::Tokens{10, 2};
  spans[1].status = "error";
  spans[1].error.text = R"({"code":"ThrottlingException"})";
  spans[1].end = test::at(150);
  spans[1].tokens = model::Tokens{1, 1};
  const model::Trace trace = describe_trace(input, spans, nullptr);
  EXPECT_EQ(trace.spans, 2);
  EXPECT_EQ(trace.errors, 1);
  EXPECT_EQ(trace.retries, 1);
  EXPECT_EQ(trace.throttles, 1);
  EXPECT_EQ(trace.cold_starts, 1);
  EXPECT_EQ(trace.duration_ms, 150);
  EXPECT_EQ(trace.tokens, (model::Tokens{11, 3}));
  EXPECT_EQ(trace.isolation, "proven");
  EXPECT_EQ(trace.completeness, "unknown");
}

TEST(DescribeTrace, AForeignNonceIsABleed) {
  TraceInput input;
  input.invocation.emplace().nonce = "itk-1";
  input.events = {test::event("1", "log", 0, {"nonce:itk-1"}, "a"), test::event("2", "log", 0, {"nonce:itk-2"}, "a")};
  EXPECT_EQ(describe_trace(input, {}, nullptr).isolation, "bleed");
  input.events.clear();
  EXPECT_EQ(describe_trace(input, {}, nullptr).isolation, "unproven");
}

TEST(DescribeTrace, TheNonceOfAnotherTurnIsOurs) {
  TraceInput input;
  input.invocation.emplace().nonce = "itk-1";
  input.invocation->ids = {"nonce:itk-1", "nonce:itk-2"};
  input.events = {test::event("1", "log", 0, {"nonce:itk-1"}, "a"), test::event("2", "log", 0, {"nonce:itk-2"}, "a")};
  EXPECT_EQ(describe_trace(input, {}, nullptr).isolation, "proven");
}

}  // namespace
}  // namespace itk::correlate
