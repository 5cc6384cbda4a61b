#include "itk-compare/summary.h"

#include <gmock/gmock.h>

namespace itk::compare {
namespace {

using testing::HasSubstr;

CaseReport of(const std::string& id, const std::string& status, std::optional<double> ms, const std::string& reason) {
  CaseReport report;
  report.verdict.case_id = id;
  report.verdict.status = status;
  report.verdict.duration_ms = ms;
  report.verdict.reason = reason;
  report.verdict.iterations = 1;
  return report;
}

TEST(Summary, IsATableWithCounts) {
  Report report;
  report.cases = {of("happy", "passed", 1234, ""), of("grüße", "warning", 12, "1 retry"),
                  of("broken", "failed", 0.4, "no_error_spans: expected none"), of("lost", "error", {}, "no answer"),
                  of("later", "skipped", {}, "no fixture")};
  EXPECT_EQ(format_summary(report), "✅ happy      1.23 s\n"
                                    "⚠️ grüße       12 ms  1 retry\n"
                                    "❌ broken       0 ms  no_error_spans: expected none\n"
                                    "💥 lost            -  no answer\n"
                                    "⏭ later           -  no fixture\n"
                                    "✅ 1 passed   ⚠️ 1 warning   ❌ 1 failed   💥 1 error   ⏭ 1 skipped\n");
}

TEST(Summary, SaysHowManyIterationsPassed) {
  Report report;
  report.cases = {of("soak", "failed", 5, "x")};
  report.cases[0].verdict.iterations = 20;
  report.cases[0].verdict.passed = 18;
  EXPECT_THAT(format_summary(report), HasSubstr("soak 18/20"));
}

TEST(Summary, CannotMoveTheCursor) {
  Report report;
  report.cases = {of("a\x1b[2Jb", "failed", 5, "x\r\ny")};
  EXPECT_EQ(format_summary(report).find('\x1b'), std::string::npos);
  EXPECT_EQ(format_summary(report).find('\r'), std::string::npos);
}

TEST(Summary, SaysWhereTheEvidenceComesFrom) {
  Report report;
  report.cases = {of("a", "passed", 5, "")};
  report.runs.emplace_back().mode = "dev-fixtures";
  EXPECT_THAT(format_summary(report), HasSubstr("read fixtures"));
  report.runs[0].mode = "live";
  report.runs[0].endpoint = "custom";
  EXPECT_THAT(format_summary(report), HasSubstr("custom endpoint"));
}

TEST(Summary, AnEmptyReportSaysSo) {
  Report report;
  report.trouble = "the stream was cut";
  EXPECT_THAT(format_summary(report), HasSubstr("no cases: the stream was cut"));
}

}  // namespace
}  // namespace itk::compare
