// What Lambda itself writes, in text and in JSON, and the prefixes of its runtimes. Lines are modelled on
// recorded ones.
#include <gmock/gmock.h>

#include "tests/unit/common/logs/parse_line.h"

namespace itk::logs {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char k_request[] = "lambda:7c9567b5-107b-4a6c-8798-0157ac21db52";

TEST(LambdaText, StartOpensARequest) {
  const ParsedMessage line = parse_line("START RequestId: 7c9567b5-107b-4a6c-8798-0157ac21db52 Version: $LATEST\n");
  EXPECT_EQ(line.event.kind, "lambda.start");
  EXPECT_EQ(line.request, k_request);
  EXPECT_EQ(line.event.component, "lambda:orders");
  EXPECT_EQ(line.event.operation, "Invoke");
  EXPECT_EQ(line.event.start, k_line_time);
  EXPECT_THAT(line.event.ids, ElementsAre(k_request));
  EXPECT_EQ(line.event.payload.text, R"("START RequestId: 7c9567b5-107b-4a6c-8798-0157ac21db52 Version: $LATEST\n")");
}

TEST(LambdaText, EndClosesIt) {
  const ParsedMessage line = parse_line("END RequestId: 7c9567b5-107b-4a6c-8798-0157ac21db52\n");
  EXPECT_EQ(line.event.kind, "lambda.end");
  EXPECT_EQ(line.request, k_request);
  EXPECT_EQ(line.event.end, k_line_time);
}

TEST(LambdaText, ReportHasDurationsAndTraceId) {
  const ParsedMessage line =
      parse_line("REPORT RequestId: 7c9567b5-107b-4a6c-8798-0157ac21db52\tDuration: 15.74 ms\tBilled Duration: 16 ms\t"
                 "Memory Size: 128 MB\tMax Memory Used: 56 MB\tInit Duration: 130.49 ms\t\n"
                 "XRAY TraceId: 1-5e34a614-10bdbc5a1ce0c2d4a4d64d20\tSegmentId: 07f33d9e1b2d6b4c\tSampled: true\t\n");
  EXPECT_EQ(line.event.kind, "lambda.report");
  EXPECT_EQ(line.event.duration_ms, 15.74);
  EXPECT_EQ(line.event.init_ms, 130.49);
  EXPECT_EQ(line.event.status, "");
  EXPECT_THAT(line.event.ids,
              ElementsAre(k_request, "span:07f33d9e1b2d6b4c", "trace:5e34a61410bdbc5a1ce0c2d4a4d64d20"));
}

TEST(LambdaText, ReportWithSpacesForTabsAndInitFirst) {
  const ParsedMessage line = parse_line(
      "REPORT RequestId: 05ddf736-39f9-4956-a8b1-d651883cdcba  Init Duration: 0.10 ms  Duration: 112.94 ms   "
      "  "
      "Billed Duration: 113 ms Memory Size: 128 MB   Max Memory Used: 128 MB");
  EXPECT_EQ(line.event.kind, "lambda.report");
  EXPECT_EQ(line.event.duration_ms, 112.94);
  EXPECT_EQ(line.event.init_ms, 0.10);
}

TEST(LambdaText, ReportOfATimeoutIsAnError) {
  const ParsedMessage line =
      parse_line("REPORT RequestId: 7c9567b5-107b-4a6c-8798-0157ac21db52\tDuration: 3000.00 ms\tBilled Duration: 3000 "
                 "ms\tMemory Size: 128 MB\tMax Memory Used: 48 MB\tStatus: timeout\t\n");
  EXPECT_EQ(line.event.status, "error");
  EXPECT_EQ(line.event.error.text, R"({"type":"timeout"})");
  const ParsedMessage memory =
      parse_line("REPORT RequestId: 7c9567b5-107b-4a6c-8798-0157ac21db52\tDuration: 30.00 ms\tStatus: error\tError "
                 "Type: Runtime.OutOfMemory\n");
  EXPECT_EQ(memory.event.error.text, R"({"type":"Runtime.OutOfMemory"})");
}

TEST(LambdaText, ATimeoutIsItsOwnEvent) {
  const ParsedMessage line =
      parse_line("2020-06-09T15:02:26.150Z 7c9567b5-107b-4a6c-8798-0157ac21db52 Task timed out after 3.00 seconds\n\n");
  EXPECT_EQ(line.event.kind, "lambda.timeout");
  EXPECT_EQ(line.request, k_request);
  EXPECT_EQ(line.event.error.text, R"({"type":"timeout","message":"Task timed out after 3.00 seconds"})");
  EXPECT_EQ(format_rfc3339(*line.event.end), "2020-06-09T15:02:26.150Z");
}

TEST(LambdaText, ACrashIsAnErrorLine) {
  const ParsedMessage line =
      parse_line("RequestId: 7c9567b5-107b-4a6c-8798-0157ac21db52 Error: Runtime exited with error: signal: "
                 "killed\nRuntime.ExitError\n");
  EXPECT_EQ(line.event.kind, "log");
  EXPECT_EQ(line.event.status, "error");
  EXPECT_EQ(line.event.error.text,
            R"({"type":"Runtime.ExitError","message":"Error: Runtime exited with error: signal: killed"})");
  EXPECT_EQ(line.request, k_request);
}

TEST(LambdaText, InitStartHasNoRequest) {
  const ParsedMessage line = parse_line("INIT_START Runtime Version: python:3.11.v39\tRuntime Version ARN: "
                                        "arn:aws:lambda:eu-west-1::runtime:ab\n");
  EXPECT_EQ(line.event.kind, "lambda.init");
  EXPECT_EQ(line.request, "");
}

TEST(LambdaText, NearMissesArePlainLines) {
  for (const char* text :
       {"STARTED RequestId: 7c9567b5-107b-4a6c-8798-0157ac21db52", "START processing", "END of story",
        "REPORT is ready", "RequestId: 17 unknown", "START RequestId: ", "Task timed out after 3.00 seconds"}) {
    const ParsedMessage line = parse_line(text);
    EXPECT_EQ(line.event.kind, "log") << text;
    EXPECT_EQ(line.request, "") << text;
    EXPECT_EQ(line.event.status, "") << text;
  }
}

TEST(LambdaText, EveryTruncationIsAnEvent) {
  const std::string text =
      "REPORT RequestId: 7c9567b5-107b-4a6c-8798-0157ac21db52\tDuration: 15.74 ms\tInit Duration: 130.49 "
      "ms\tStatus: error\t"
      "Error Type: Runtime.OutOfMemory\tXRAY TraceId: 1-5e34a614-10bdbc5a1ce0c2d4a4d64d20\tSegmentId: "
      "07f33d9e1b2d6b4c\n";
  for (std::size_t n = 0; n <= text.size(); ++n) {
    EXPECT_NE(parse_line(text.substr(0, n)).event.kind, "") << n;
  }
}

TEST(LambdaPlatform, StartRuntimeDoneReport) {
  const ParsedMessage start = parse_line(
      R"({"time":"2026-11-20T08:00:00.500Z","type":"platform.start","record":{"requestId":"7c9567b5-107b-4a6c-8798-0157ac21db52",)"
      R"("version":"$LATEST","tracing":{"spanId":"54565fb41ac79632","type":"X-Amzn-Trace-Id",)"
      R"("value":"Root=1-62e900b2-710d76f009d6e7785905449a;Parent=0efbd19962d95b05;Sampled=1"}}})");
  EXPECT_EQ(start.event.kind, "lambda.start");
  EXPECT_EQ(start.request, k_request);
  EXPECT_EQ(format_rfc3339(*start.event.start), "2026-11-20T08:00:00.500Z");
  EXPECT_THAT(start.event.ids, Contains("trace:62e900b2710d76f009d6e7785905449a"));

  const ParsedMessage done = parse_line(
      R"({"time":"2026-11-20T08:00:01.000Z","type":"platform.runtimeDone","record":{"requestId":"7c9567b5-107b-4a6c-8798-0157ac21db52",)"
      R"("status":"timeout","metrics":{"durationMs":3000.1}}})");
  EXPECT_EQ(done.event.kind, "lambda.end");
  EXPECT_EQ(done.event.status, "error");
  EXPECT_EQ(done.event.error.text, R"({"type":"timeout"})");

  const ParsedMessage report = parse_line(
      R"({"time":"2026-11-20T08:00:01.000Z","type":"platform.report","record":{"requestId":"7c9567b5-107b-4a6c-8798-0157ac21db52",)"
      R"("status":"success","metrics":{"durationMs":411.6,"billedDurationMs":412,"memorySizeMB":128,"initDurationMs":118.3}}})");
  EXPECT_EQ(report.event.kind, "lambda.report");
  EXPECT_EQ(report.event.duration_ms, 411.6);
  EXPECT_EQ(report.event.init_ms, 118.3);
  EXPECT_EQ(report.event.status, "ok");
}

TEST(LambdaPlatform, OtherPlatformEventsAreLogs) {
  EXPECT_EQ(
      parse_line(R"({"time":"2026-11-20T08:00:00Z","type":"platform.initStart","record":{"functionName":"orders"}})")
          .event.kind,
      "lambda.init");
  EXPECT_EQ(
      parse_line(R"({"time":"2026-11-20T08:00:00Z","type":"platform.logsDropped","record":{"reason":"x"}})").event.kind,
      "log");
  EXPECT_EQ(parse_line(R"({"type":"platform.start","record":"text"})").event.kind, "log");
  EXPECT_EQ(
      parse_line(R"({"type":"function","record":{"requestId":"7c9567b5-107b-4a6c-8798-0157ac21db52"}})").event.kind,
      "log");
}

TEST(TabText, PythonAndNodeOrder) {
  const ParsedMessage python =
      parse_line("[WARNING]\t2026-11-20T08:00:00.123Z\t7c9567b5-107b-4a6c-8798-0157ac21db52\tRetrying in 1 s\n");
  EXPECT_EQ(python.event.kind, "log");
  EXPECT_EQ(python.request, k_request);
  EXPECT_EQ(python.event.level, "WARNING");
  EXPECT_EQ(python.event.text, "Retrying in 1 s");

  const ParsedMessage node =
      parse_line("2026-11-20T08:00:00.123Z\t7c9567b5-107b-4a6c-8798-0157ac21db52\tERROR\tboom\n");
  EXPECT_EQ(node.request, k_request);
  EXPECT_EQ(node.event.level, "ERROR");
  EXPECT_EQ(
      parse_line("2024-12-09T07:43:02.057Z        05ddf736-39f9-4956-a8b1-d651883cdcba    INFO    Key:  myTopic-0")
          .event.text,
      "Key:  myTopic-0");
}

TEST(TabText, NodeOutsideOfAnInvocationHasNoRequest) {
  const ParsedMessage line = parse_line("2026-11-20T08:00:00.123Z\tundefined\tINFO\tloading");
  EXPECT_EQ(line.request, "");
  EXPECT_THAT(line.event.ids, IsEmpty());
  EXPECT_EQ(line.event.text, "loading");
}

TEST(TabText, JsonBehindThePrefixIsReadAsARecord) {
  const ParsedMessage line = parse_line(
      "2026-11-20T08:00:00.123Z\t7c9567b5-107b-4a6c-8798-0157ac21db52\tINFO\t"
      R"({"component":"agent:supervisor","operation":"InvokeAgent","request":{"inputText":"hi"},"sessionId":"s-1"})"
      "\n");
  EXPECT_EQ(line.event.kind, "start");
  EXPECT_EQ(line.event.component, "agent:supervisor");
  EXPECT_EQ(line.event.request.text, R"({"inputText":"hi"})");
  EXPECT_EQ(format_rfc3339(*line.event.start), "2026-11-20T08:00:00.123Z");
  EXPECT_THAT(line.event.ids, ElementsAre(k_request, "session:s-1"));
}

TEST(TabText, NearMissesArePlainLines) {
  for (const char* text :
       {"[INFO]\tno time\t7c9567b5-107b-4a6c-8798-0157ac21db52\tx", "[NOTE]\t2026-11-20T08:00:00.123Z\tundefined\tx",
        "2026-11-20T08:00:00.123Z\tnot-a-uuid\tINFO\tx", "[INFO]", "[", "\t\t\t"}) {
    EXPECT_EQ(parse_line(text).request, "") << text;
    EXPECT_EQ(parse_line(text).event.kind, "log") << text;
  }
}

}  // namespace
}  // namespace itk::logs
