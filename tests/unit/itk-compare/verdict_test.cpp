// What makes a case passed, warning, failed, error or skipped, seen through whole streams.
#include "itk-compare/verdict.h"

#include <gmock/gmock.h>

#include "tests/unit/itk-compare/streams.h"

namespace itk::compare {
namespace {

using test::all, test::answer, test::collection, test::good_case, test::invocation, test::run_compare, test::run_record,
    test::span, test::trace, test::whole, test::Outcome;
using testing::HasSubstr;
using Lines = std::vector<std::string>;

// The verdict of a stream that consists of a run record and these lines.
Outcome judge_lines(const Lines& lines, ExitCode upstream = ExitCode::Ok) {
  return run_compare(whole(all(run_record(), lines), upstream));
}

void expect_verdict(const Outcome& outcome, const std::string& status, const std::string& reason, ExitCode exit) {
  EXPECT_EQ(outcome.verdict().status, status) << outcome.text;
  EXPECT_THAT(outcome.verdict().reason, HasSubstr(reason));
  EXPECT_EQ(outcome.exit, exit) << outcome.text;
}

TEST(Verdict, PassesWhenAllChecksPass) {
  const Outcome outcome = judge_lines(good_case("I1", "a", R"([{"name":"has_spans"},{"name":"no_error_spans"}])"));
  expect_verdict(outcome, "passed", "", ExitCode::Ok);
  EXPECT_TRUE(outcome.verdict().reason.empty());
  ASSERT_EQ(outcome.checks().size(), 2u);
  EXPECT_EQ(outcome.checks()[0].outcome, "passed");
  EXPECT_EQ(outcome.verdict().passed, 1);
  EXPECT_EQ(outcome.verdict().duration_ms, 200);
  EXPECT_EQ(outcome.verdict().suite, "demo");
}

TEST(Verdict, FailsWhenACheckFailsAndNamesTheFirst) {
  const Outcome outcome = judge_lines(
      good_case("I1", "a",
                R"([{"name":"has_spans"},{"name":"has_spans","params":{"min_count":9},"at":["a.yaml",7,3]},)"
                R"({"name":"required_components","params":{"components":["x:y"]}}])"));
  expect_verdict(outcome, "failed", "has_spans: expected at least 9 spans, got 1 span", ExitCode::Failed);
  EXPECT_EQ(outcome.checks()[1].outcome, "failed");
  EXPECT_EQ(outcome.checks()[1].at, (model::Position{"a.yaml", 7, 3}));
  EXPECT_EQ(outcome.checks()[2].outcome, "failed");
}

TEST(Verdict, ACaseWithoutExpectationsExpectsSpans) {
  const Outcome good = judge_lines(good_case("I1", "a", "[]"));
  expect_verdict(good, "passed", "", ExitCode::Ok);
  ASSERT_EQ(good.checks().size(), 1u);
  EXPECT_EQ(good.checks()[0].name, "has_spans");
  expect_verdict(judge_lines({invocation("I1", "a"), answer("I1"), collection("I1"), trace("I1", 0)}), "failed",
                 "has_spans: expected at least 1 span, got 0 spans", ExitCode::Failed);
}

TEST(Verdict, RetriesAndFailedSpansAreAWarning) {
  const Lines lines = {invocation("I1", "a"),
                       answer("I1"),
                       collection("I1"),
                       span("I1", "s1", "", "agent:g", "error"),
                       span("I1", "s2", R"(,"attempt":2)", "agent:g"),
                       trace("I1", 2)};
  const Outcome outcome = judge_lines(lines);
  expect_verdict(outcome, "warning", "1 retry, 1 failed span", ExitCode::Ok);
  EXPECT_EQ(outcome.verdict().passed, 1);
  EXPECT_EQ(outcome.verdict().retries, 1);
  EXPECT_EQ(outcome.verdict().errors, 1);
}

TEST(Verdict, AnExpectationOfLevelWarnNeverFails) {
  const Outcome outcome =
      judge_lines(good_case("I1", "a", R"([{"name":"has_spans","params":{"min_count":9},"level":"warn"}])"));
  expect_verdict(outcome, "warning", "has_spans: expected at least 9 spans", ExitCode::Ok);
  EXPECT_EQ(outcome.checks()[0].outcome, "warning");
}

TEST(Verdict, AnUnknownExpectationCanNeverPass) {
  const Outcome outcome = judge_lines(good_case("I1", "a", R"([{"name":"no_eror_spans","at":["a.yaml",7,3]}])"));
  expect_verdict(outcome, "error", "did you mean \"no_error_spans\"?", ExitCode::Contract);
  EXPECT_EQ(outcome.checks()[0].outcome, "error");
  EXPECT_THAT(outcome.log, HasSubstr("a.yaml:7:3: there is no invariant \"no_eror_spans\""));
  EXPECT_EQ(outcome.records<model::ErrorRecord>().size(), 1u);
}

TEST(Verdict, WhatCannotBeJudgedIsAnError) {
  const std::string timeless = R"({"itk":"span/1","span":"s1","trace":"I1","inv":"I1","component":"x:y",)"
                               R"("operation":"O","kind":"server","status":"ok"})";
  const std::string untimed_trace =
      R"({"itk":"trace/1","trace":"I1","inv":"I1","signature":"0","spans":1,"errors":0,)"
      R"("retries":0,"throttles":0,"cold_starts":0,"orphans":0,"completeness":"complete"})";
  expect_verdict(judge_lines({invocation("I1", "a", R"([{"name":"max_duration_ms","params":{"value":5}}])"),
                              answer("I1"), collection("I1"), timeless, untimed_trace}),
                 "error", "max_duration_ms: expected at most 5 ms, got no span with a time", ExitCode::Incomplete);
}

TEST(Verdict, AnErrorAnswerIsAnErrorWithUpstreamsCode) {
  const std::string error = R"(,"error":{"class":"auth","code":"AccessDenied","message":"not allowed to send"})";
  const Outcome outcome = judge_lines({invocation("I1", "a"), answer("I1", "error", error)}, ExitCode::Unreachable);
  expect_verdict(outcome, "error", "AccessDenied: not allowed to send", ExitCode::Unreachable);
  EXPECT_TRUE(outcome.checks().empty());
}

TEST(Verdict, AMissingAnswerIsAnError) {
  expect_verdict(judge_lines({invocation("I1", "a")}), "error", "no answer", ExitCode::Incomplete);
}

TEST(Verdict, AMissingCollectionIsAnError) {
  expect_verdict(judge_lines({invocation("I1", "a"), answer("I1")}), "error", "nothing was collected",
                 ExitCode::Incomplete);
}

TEST(Verdict, AnIncompleteCollectionIsAnErrorEvenIfAllChecksPass) {
  expect_verdict(judge_lines({invocation("I1", "a"), answer("I1"),
                              collection("I1", false, R"(,"reason":"no REPORT for lambda:8f50")"), span("I1", "s1"),
                              trace("I1", 1)},
                             ExitCode::Incomplete),
                 "error", "evidence incomplete: no REPORT for lambda:8f50", ExitCode::Incomplete);
}

TEST(Verdict, AnIncompleteTraceIsAnError) {
  expect_verdict(
      judge_lines({invocation("I1", "a"), answer("I1"), collection("I1"), span("I1", "s1"),
                   trace("I1", 1, R"(,"completeness":"incomplete","missing":[{"what":"report","id":"lambda:8f"}])")}),
      "error", "its trace lacks report lambda:8f", ExitCode::Incomplete);
}

TEST(Verdict, EventsWithoutATraceAreAnError) {
  expect_verdict(judge_lines({invocation("I1", "a"), answer("I1"), collection("I1")}), "error",
                 "pipe them through itk-correlate", ExitCode::Incomplete);
}

TEST(Verdict, SpansThatSomebodyFilteredOutAreMissed) {
  expect_verdict(judge_lines({invocation("I1", "a"), answer("I1"), collection("I1"), span("I1", "s1"), trace("I1", 3)}),
                 "error", "its trace has 3 spans, and 1 are here", ExitCode::Incomplete);
}

TEST(Verdict, AnErrorRecordOfItsInvIsAnError) {
  const std::string error = R"({"itk":"error/1","stage":"itk-collect","class":"validation","code":"X",)"
                            R"("message":"log group /aws/x does not exist","inv":"I1"})";
  Lines lines = good_case("I1", "a");
  lines.push_back(error);
  expect_verdict(judge_lines(lines), "error", "itk-collect: log group /aws/x does not exist", ExitCode::Incomplete);
}

TEST(Verdict, ErrorRecordsOfOthersLeaveItAlone) {
  Lines lines = good_case("I1", "a");
  lines.push_back(
      R"({"itk":"error/1","stage":"itk-collect","class":"validation","code":"X","message":"m","inv":"I9"})");
  expect_verdict(judge_lines(lines), "passed", "", ExitCode::Ok);
}

TEST(Verdict, ASkippedCaseKeepsItsReason) {
  Lines lines = good_case("I1", "a");
  lines.push_back(invocation("I2", "b"));
  lines.push_back(answer("I2", "skipped", R"(,"reason":"no fixture")"));
  const Outcome outcome = judge_lines(lines);
  ASSERT_EQ(outcome.verdicts().size(), 2u);
  EXPECT_EQ(outcome.verdicts()[1].status, "skipped");
  EXPECT_EQ(outcome.verdicts()[1].reason, "no fixture");
  EXPECT_EQ(outcome.exit, ExitCode::Ok);
}

TEST(Verdict, ARunOfSkippedCasesTestedNothing) {
  const Outcome outcome = judge_lines({invocation("I1", "a"), answer("I1", "skipped", R"(,"reason":"no fixture")")});
  expect_verdict(outcome, "skipped", "no fixture", ExitCode::Usage);
  EXPECT_THAT(outcome.log, HasSubstr("nothing was tested: the only case was skipped, the first because: no fixture"));
}

TEST(Verdict, NothingInACutStreamIsPassed) {
  std::string input = whole(all(run_record(), good_case("I1", "a")));
  input.erase(input.rfind('\n', input.size() - 2) + 1);  // the end record
  const Outcome outcome = run_compare(input);
  expect_verdict(outcome, "error", "the stream was cut", ExitCode::Contract);
  const Outcome partial = run_compare(input, {.partial = true});
  expect_verdict(partial, "error", "the stream was cut", ExitCode::Incomplete);
  // Later stages hand the mark on, also when the stream is judged again.
  expect_verdict(run_compare(partial.text), "error", "the stream was cut", ExitCode::Incomplete);
}

TEST(Verdict, ACutThatAnEarlierStageSawCounts) {
  Lines lines = good_case("I1", "a");
  lines.push_back(
      R"({"itk":"error/1","stage":"itk-correlate","class":"validation","code":"stream_cut","message":"m"})");
  expect_verdict(judge_lines(lines, ExitCode::Contract), "error", "the stream was cut", ExitCode::Contract);
}

TEST(Verdict, TheWorstIterationDecides) {
  Lines lines = good_case("I1", "a", R"([{"name":"no_error_spans"}])", 1);
  const std::string expected = R"([{"name":"no_error_spans"}])";
  lines = all(lines, invocation("I2", "a", expected, 2), answer("I2"), collection("I2"),
              span("I2", "s2", "", "agent:g", "error"), trace("I2", 1), good_case("I3", "a", expected, 3));
  const Outcome outcome = judge_lines(lines);
  expect_verdict(outcome, "failed", "iteration 2: no_error_spans: expected no failed span, got agent:g Invoke",
                 ExitCode::Failed);
  EXPECT_EQ(outcome.verdict().iterations, 3);
  EXPECT_EQ(outcome.verdict().passed, 2);
  EXPECT_EQ(outcome.verdict().inv, (Lines{"I1", "I2", "I3"}));
  EXPECT_EQ(outcome.verdict().spans, 3);
}

TEST(Verdict, TurnsAreOneIteration) {
  const Outcome outcome =
      judge_lines({invocation("I1", "a", "[]", 1, R"(,"turn":1)"), answer("I1", "ok", R"(,"turn":1)"),
                   invocation("I1", "a", "[]", 1, R"(,"turn":2)"), answer("I1", "ok", R"(,"turn":2)"), collection("I1"),
                   span("I1", "s1"), trace("I1", 1)});
  expect_verdict(outcome, "passed", "", ExitCode::Ok);
  EXPECT_EQ(outcome.verdict().iterations, 1);
  expect_verdict(
      judge_lines({invocation("I1", "a", "[]", 1, R"(,"turn":1)"), answer("I1", "ok", R"(,"turn":1)"),
                   invocation("I1", "a", "[]", 1, R"(,"turn":2)"), collection("I1"), span("I1", "s1"), trace("I1", 1)}),
      "error", "no answer", ExitCode::Incomplete);
}

TEST(Verdict, TheLastAnswerOfATurnCounts) {
  const std::string failed = answer("I1", "error", R"(,"answered":"2026-11-20T08:00:01.000Z")");
  const std::string resent = answer("I1", "ok", R"(,"answered":"2026-11-20T08:00:02.000Z")");
  expect_verdict(
      judge_lines({invocation("I1", "a"), resent, failed, collection("I1"), span("I1", "s1"), trace("I1", 1)}),
      "passed", "", ExitCode::Ok);
}

TEST(Verdict, SumsUpTokensAndCost) {
  const std::string more = R"(,"tokens":{"input":10,"output":2},"cost_usd":0.25,"completeness":"complete")";
  const Outcome outcome = judge_lines({invocation("I1", "a"), answer("I1"), collection("I1"), span("I1", "s1"),
                                       trace("I1", 1, more), invocation("I2", "a", "[]", 2), answer("I2"),
                                       collection("I2"), span("I2", "s2"), trace("I2", 1, more)});
  EXPECT_EQ(outcome.verdict().tokens, (model::Tokens{20, 4}));
  EXPECT_EQ(outcome.verdict().cost_usd, 0.5);
}

TEST(Verdict, ABleedingTraceIsAWarning) {
  expect_verdict(judge_lines({invocation("I1", "a"), answer("I1"), collection("I1"), span("I1", "s1"),
                              trace("I1", 1, R"(,"isolation":"bleed","completeness":"complete")")}),
                 "warning", "nonce of another case", ExitCode::Ok);
}

// --- The cases of the Python kit, by its own fixtures' shape ---

TEST(Verdict, TheFailureDemoOfThePythonKitFailsAndItsRetryCaseWarns) {
  const Lines evidence = {
      answer("I1"),
      collection("I1"),
      span("I1", "s1", "", "entrypoint:sqs_event"),
      span("I1", "s2", R"(,"attempt":1,"error":{"code":"TIMEOUT","message":"timed out"})", "service:erp", "error"),
      span("I1", "s3", R"(,"attempt":2)", "service:erp"),
      trace("I1", 3)};
  expect_verdict(
      judge_lines(
          all(invocation("I1", "demo-failure-001", R"([{"name":"has_spans"},{"name":"no_error_spans"}])"), evidence)),
      "failed", "no_error_spans: expected no failed span, got service:erp Invoke (TIMEOUT: timed out)",
      ExitCode::Failed);
  expect_verdict(
      judge_lines(
          all(invocation("I1", "sqs-retry", R"([{"name":"max_retry_count","params":{"max_allowed":3}}])"), evidence)),
      "warning", "1 retry, 1 failed span", ExitCode::Ok);
}

}  // namespace
}  // namespace itk::compare
