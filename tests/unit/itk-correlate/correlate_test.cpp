#include "itk-correlate/correlate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/support/stage_harness.h"

namespace itk::correlate {
namespace {

const std::vector<std::string> k_two_cases = {
    R"({"itk":"run/1","run":"R","mode":"live","endpoint":"custom","version":"0.1.0","start":"2026-11-20T08:00:00.000Z"})",
    R"({"itk":"invocation/1","inv":"I2","run":"R","case":"b","iteration":1,"entrypoint":"sqs_event","ids":["nonce:itk-2"]})",
    R"({"itk":"invocation/1","inv":"I1","run":"R","case":"a","iteration":1,"entrypoint":"sqs_event","ids":["nonce:itk-1"]})",
    R"({"itk":"answer/1","inv":"I1","status":"sent","attempts":1,"ids":["sqs:m1"]})",
    R"({"itk":"event/1","id":"1","source":"x","kind":"start","time":"2026-11-20T08:00:01.000Z","ids":["lambda:l1","sqs:m1"],"component":"lambda:x","operation":"Op"})",
    R"({"itk":"event/1","id":"2","source":"x","kind":"end","time":"2026-11-20T08:00:02.000Z","ids":["lambda:l1"],"component":"lambda:x","operation":"Op"})",
    R"({"itk":"event/1","id":"3","source":"x","kind":"log","time":"2026-11-20T08:00:02.000Z","inv":"I2","ids":["lambda:l1"],"component":"lambda:y"})",
    R"({"itk":"event/1","id":"4","source":"x","kind":"log","time":"2026-11-20T08:00:02.000Z","ids":["lambda:noise"],"component":"lambda:z"})",
    R"({"itk":"collection/1","inv":"I2","complete":true,"events":1,"late":0,"pages":1,"api_calls":1,"throttles":0,"bytes":1})",
    R"({"itk":"collection/1","inv":"I1","complete":false,"events":2,"late":0,"pages":1,"api_calls":1,"throttles":0,"bytes":1})"};

itk::test::StageRun run(const std::vector<std::string>& lines, StageOptions options = {}, Options own = {}) {
  return itk::test::run_stage({"itk-correlate", {"span", "trace"}}, itk::test::whole_stream(lines, "itk-collect"),
                              options, [&](Stage& stage) { return correlate(stage, own); });
}

TEST(Correlate, BuildsOneTraceForEachInvocationAndKeepsStrangersOut) {
  const auto out = run(k_two_cases);
  const auto traces = out.records<model::Trace>("trace");
  ASSERT_EQ(traces.size(), 3u);
  EXPECT_EQ(traces[0].inv, "I2");  // as the collections closed
  EXPECT_EQ(traces[0].completeness, "complete");
  EXPECT_EQ(traces[1].inv, "I1");
  EXPECT_EQ(traces[1].completeness, "incomplete");
  EXPECT_EQ(traces[2].inv, "");  // the noise is a trace of its own, without a case
  EXPECT_EQ(traces[2].completeness, "unknown");
  EXPECT_EQ(out.exit, ExitCode::Ok);
}

TEST(Correlate, ABoundEventNeverJoinsAnotherInvocation) {
  const auto spans = run(k_two_cases).records<model::Span>("span");
  for (const model::Span& span : spans) {
    EXPECT_EQ(span.inv, span.component == "lambda:y" ? "I2" : span.component == "lambda:x" ? "I1" : "");
  }
}

// Saved spans may share nothing but what they state of one another; "s1" of another file is another span.
TEST(Correlate, StatedSpansJoinByTheirParentsWithinTheirFile) {
  const auto out = run(
      {R"({"itk":"event/1","id":"f1:0","source":"file","kind":"span","component":"a:a","operation":"x","span":"s1"})",
       R"({"itk":"event/1","id":"f1:90","source":"file","kind":"span","component":"b:b","operation":"y","span":"s2","parent":"s1"})",
       R"({"itk":"event/1","id":"f2:0","source":"file","kind":"span","component":"c:c","operation":"z","span":"s3","parent":"s1"})",
       R"({"itk":"event/1","id":"f2:90","source":"file","kind":"log","text":"nobody's"})",
       R"({"itk":"collection/1","complete":true,"events":4,"late":0,"pages":0,"api_calls":0,"throttles":0,"bytes":0})"});
  std::vector<std::int64_t> spans;
  for (const model::Trace& trace : out.records<model::Trace>("trace")) {
    spans.push_back(trace.spans);
    EXPECT_EQ(trace.completeness, "unknown");
  }
  std::sort(spans.begin(), spans.end());
  EXPECT_EQ(spans, (std::vector<std::int64_t>{1, 2}));
  EXPECT_NE(out.log.find("1 events have no id that others share"), std::string::npos) << out.log;
}

TEST(Correlate, ConsumesEventsUnlessToldToKeepThem) {
  EXPECT_TRUE(run(k_two_cases).of_type("event").empty());
  EXPECT_EQ(run(k_two_cases, {}, {.keep_events = true}).of_type("event").size(), 4u);
}

// Everything but our own end, which counts what was read.
std::string sorted_output(const std::vector<std::string>& input) {
  std::string text;
  for (const std::string& line : run(input, {.sorted = true}).lines) {
    text += line.starts_with("{\"itk\":\"end/") ? "" : line + "\n";
  }
  return text;
}

TEST(Correlate, SortedOutputDoesNotDependOnOrderOrDuplicates) {
  const std::string expected = sorted_output(k_two_cases);
  ASSERT_EQ(std::count(expected.begin(), expected.end(), '\n'), 12);
  std::vector<std::string> lines = k_two_cases;
  std::mt19937 random(3);
  for (std::size_t i = 0; i < 100; ++i) {
    lines = k_two_cases;
    lines.push_back(lines[i % lines.size()]);
    std::shuffle(lines.begin() + 1, lines.end(), random);
    ASSERT_TRUE(sorted_output(lines) == expected) << sorted_output(lines);
  }
}

TEST(Correlate, ACutStreamStillShowsWhatIsThere) {
  const std::vector<std::string> cut(k_two_cases.begin(), k_two_cases.begin() + 6);
  const auto out = itk::test::run_stage({"itk-correlate", {"span", "trace"}}, cut, {},
                                        [](Stage& stage) { return correlate(stage, {}); });
  EXPECT_EQ(out.exit, ExitCode::Contract);
  const auto traces = out.records<model::Trace>("trace");
  ASSERT_EQ(traces.size(), 1u);
  EXPECT_EQ(traces[0].completeness, "unknown");
}

TEST(Correlate, RunningItAgainOnItsOwnOutputNeedsTheEvents) {
  const auto once = run(k_two_cases, {.sorted = true}, {.keep_events = true});
  const auto again = itk::test::run_stage({"itk-correlate", {"span", "trace"}}, once.lines, {.sorted = true},
                                          [](Stage& stage) { return correlate(stage, {.keep_events = true}); });
  EXPECT_EQ(again.of_type("span"), once.of_type("span"));
  EXPECT_EQ(again.of_type("trace"), once.of_type("trace"));
}

}  // namespace
}  // namespace itk::correlate
