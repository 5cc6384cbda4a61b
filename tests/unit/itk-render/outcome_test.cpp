#include "itk-render/outcome.h"

#include <gtest/gtest.h>

namespace itk::render {
namespace {

Case judged(const std::string& status) {
  Case c;
  c.id = "a";
  c.executions.emplace_back().key = "I";
  c.verdict.emplace().status = status;
  return c;
}

TEST(Outcome, IsTheVerdicts) {
  const RunData data;
  EXPECT_EQ(outcome_of(data, judged("passed")).status, CaseStatus::Passed);
  EXPECT_EQ(outcome_of(data, judged("warning")).status, CaseStatus::Warning);
  EXPECT_EQ(outcome_of(data, judged("failed")).status, CaseStatus::Failed);
  EXPECT_EQ(outcome_of(data, judged("error")).status, CaseStatus::Error);
  EXPECT_EQ(outcome_of(data, judged("skipped")).status, CaseStatus::Skipped);
}

TEST(Outcome, AnUnknownVerdictIsNeverGreen) { EXPECT_EQ(outcome_of({}, judged("splendid")).status, CaseStatus::Error); }

TEST(Outcome, NothingInACutStreamHasPassed) {
  RunData data;
  data.is_cut = true;
  EXPECT_EQ(outcome_of(data, judged("passed")).status, CaseStatus::Error);
  EXPECT_EQ(outcome_of(data, judged("warning")).status, CaseStatus::Error);
  EXPECT_EQ(outcome_of(data, judged("failed")).status, CaseStatus::Failed);
  EXPECT_NE(outcome_of(data, judged("passed")).reason.find("cut"), std::string::npos);
}

TEST(Outcome, ACaseWithIncompleteEvidenceHasNotPassed) {
  Case c = judged("passed");
  model::Collection& collection = c.executions[0].collections.emplace_back();
  collection.complete = false;
  collection.reason = "no REPORT";
  EXPECT_EQ(outcome_of({}, c).status, CaseStatus::Error);
  EXPECT_EQ(outcome_of({}, c).reason, "evidence incomplete: no REPORT");
}

TEST(Outcome, AnIncompleteTraceIsIncompleteEvidenceToo) {
  Case c = judged("warning");
  c.executions[0].collections.emplace_back().complete = true;
  model::Trace& trace = c.executions[0].traces.emplace_back();
  trace.completeness = "incomplete";
  trace.missing = {{"report", "lambda:1", "/aws/lambda/x"}};
  EXPECT_EQ(outcome_of({}, c).status, CaseStatus::Error);
  EXPECT_NE(outcome_of({}, c).reason.find("no report for lambda:1 in /aws/lambda/x"), std::string::npos);
}

TEST(Outcome, WithoutVerdictIsNotJudged) {
  Case c = judged("");
  c.verdict.reset();
  EXPECT_EQ(outcome_of({}, c).status, CaseStatus::NotJudged);
  c.executions[0].answers.emplace_back().status = "skipped";
  EXPECT_EQ(outcome_of({}, c).status, CaseStatus::Skipped);
  c.executions[0].errors.emplace_back().message = "no credentials";
  EXPECT_EQ(outcome_of({}, c).status, CaseStatus::Error);
}

TEST(Outcome, OneOfSeveralIterationsIsJudgedByItsChecks) {
  Case c = judged("failed");
  c.executions.emplace_back().checks.emplace_back().outcome = "passed";
  c.executions[0].checks.emplace_back().outcome = "failed";
  c.executions.emplace_back();
  EXPECT_EQ(outcome_of({}, c, c.executions[0]).status, CaseStatus::Failed);
  EXPECT_EQ(outcome_of({}, c, c.executions[1]).status, CaseStatus::Passed);
  EXPECT_EQ(outcome_of({}, c, c.executions[2]).status, CaseStatus::NotJudged);
}

TEST(Totals, AreCountedFromTheSpansWhereNobodyStatesThem) {
  Execution execution;
  execution.spans.resize(3);
  execution.spans[0].status = "error";
  execution.spans[1].attempt = 2;
  execution.spans[1].tokens = model::Tokens{10, 2};
  execution.spans[2].tokens = model::Tokens{5, 1};
  const Totals totals = totals_of(execution);
  EXPECT_EQ(totals.spans, 3);
  EXPECT_EQ(totals.errors, 1);
  EXPECT_EQ(totals.retries, 1);
  EXPECT_EQ(totals.tokens, (model::Tokens{15, 3}));
  EXPECT_FALSE(totals.duration_ms);
}

}  // namespace
}  // namespace itk::render
