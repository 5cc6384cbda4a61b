// itk-compare as a filter: what it passes on, in which order, and when.
#include "itk-compare/compare.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "tests/unit/itk-compare/streams.h"

namespace itk::compare {
namespace {

using test::all, test::answer, test::collection, test::good_case, test::invocation, test::join, test::run_compare,
    test::run_record, test::span, test::trace, test::whole, test::Outcome;
using testing::ElementsAre;
using testing::HasSubstr;
using Lines = std::vector<std::string>;

std::vector<std::string> case_ids(const Outcome& outcome) {
  std::vector<std::string> ids;
  for (const model::Verdict& verdict : outcome.verdicts()) {
    ids.push_back(verdict.case_id);
  }
  return ids;
}

Lines two_cases() {
  return all(run_record(), good_case("I2", "b", R"([{"name":"has_spans"},{"name":"has_entrypoint"}])"),
             good_case("I1", "a"), R"({"itk":"hologram/9","n":1})");
}

// All lines but the ends, whose counts and digests depend on what was read.
Lines without_ends(const Outcome& outcome) {
  Lines lines = outcome.lines;
  std::erase_if(lines, [](const std::string& line) { return line.starts_with(R"({"itk":"end/)"); });
  return lines;
}

TEST(Compare, PassesEverythingOnAsItCame) {
  const Outcome outcome = run_compare(whole(two_cases()));
  for (const std::string& line : two_cases()) {
    EXPECT_EQ(std::count(outcome.lines.begin(), outcome.lines.end(), line), 1) << line;
  }
  EXPECT_EQ(outcome.exit, ExitCode::Ok);
}

TEST(Compare, VerdictsComeInOrderOfFirstAppearance) {
  EXPECT_THAT(case_ids(run_compare(whole(two_cases()))), ElementsAre("b", "a"));
}

TEST(Compare, SortedVerdictsComeInOrderOfCases) {
  EXPECT_THAT(case_ids(run_compare(whole(two_cases()), {.sorted = true})), ElementsAre("a", "b"));
}

TEST(Compare, ChecksLeaveWithTheTraceThatTheyJudge) {
  const Outcome outcome = run_compare(whole(two_cases()));
  const auto is = [](const char* begin) { return [=](const std::string& line) { return line.starts_with(begin); }; };
  const auto check = std::find_if(outcome.lines.begin(), outcome.lines.end(), is(R"({"itk":"check/)"));
  const auto second =
      std::find_if(outcome.lines.begin(), outcome.lines.end(), is(R"({"itk":"invocation/1","inv":"I1")"));
  EXPECT_LT(check, second);
}

TEST(Compare, AnyOrderOfTheSameRecordsGivesTheSameBytesWhenSorted) {
  Lines lines = all(two_cases(), invocation("I3", "c", "[]", 1), invocation("I4", "c", "[]", 2), answer("I4"),
                    span("I4", "z1", R"(,"attempt":2)"), span("I4", "z2", "", "x:y", "error"), collection("I4"),
                    trace("I4", 2), span("", "w1"),
                    R"({"itk":"gap/1","trace":"I4","component":"x:y","code":"c","severity":"info","message":"m"})");
  const Lines expected = without_ends(run_compare(whole(lines), {.sorted = true}));
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(lines.begin(), lines.end(), random);
    EXPECT_EQ(without_ends(run_compare(whole(lines), {.sorted = true})), expected);
  }
  const Lines twice = all(lines, lines);
  EXPECT_EQ(without_ends(run_compare(whole(twice), {.sorted = true})), expected);
}

TEST(Compare, AnyOrderOfTheSameRecordsGivesTheSameVerdicts) {
  Lines lines = two_cases();
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(lines.begin(), lines.end(), random);
    const Outcome outcome = run_compare(whole(lines));
    ASSERT_EQ(outcome.verdicts().size(), 2u);
    EXPECT_EQ(outcome.verdicts()[0].status, "passed");
    EXPECT_EQ(outcome.verdicts()[1].status, "passed");
    EXPECT_EQ(outcome.checks().size(), 3u);
  }
}

TEST(Compare, JudgingItsOwnOutputGivesTheSame) {
  for (const bool sorted : {false, true}) {
    const Outcome once = run_compare(whole(two_cases()), {.sorted = sorted});
    const Outcome again = run_compare(once.text, {.sorted = sorted});
    std::vector<std::string> a, b;
    for (const auto& [outcome, list] : {std::pair(&once, &a), std::pair(&again, &b)}) {
      *list = without_ends(*outcome);
      std::sort(list->begin(), list->end());
    }
    EXPECT_EQ(a, b);
    EXPECT_EQ(again.exit, once.exit);
    EXPECT_EQ(again.log, "");
  }
}

TEST(Compare, ASpanThatComesAfterItsTraceIsAnError) {
  const Lines lines = all(run_record(), good_case("I1", "a"), span("I1", "late"));
  const Outcome outcome = run_compare(whole(lines));
  EXPECT_EQ(outcome.verdict().status, "error");
  EXPECT_THAT(outcome.verdict().reason, HasSubstr("spans came after the trace"));
}

TEST(Compare, FailOnDecidesTheExitCode) {
  const Lines failing = all(run_record(), good_case("I1", "a", R"([{"name":"has_spans","params":{"min_count":9}}])"));
  EXPECT_EQ(run_compare(whole(failing)).exit, ExitCode::Failed);
  EXPECT_EQ(run_compare(whole(failing), {}, {.fail_on = {FailOn::Incomplete}}).exit, ExitCode::Ok);
  const Lines incomplete = {run_record(), invocation("I1", "a"), answer("I1"), collection("I1", false)};
  EXPECT_EQ(run_compare(whole(incomplete, ExitCode::Incomplete)).exit, ExitCode::Incomplete);
  EXPECT_EQ(run_compare(whole(incomplete, ExitCode::Incomplete), {}, {.fail_on = {FailOn::Failed}}).exit, ExitCode::Ok);
  EXPECT_EQ(run_compare(whole(incomplete, ExitCode::Unreachable), {}, {.fail_on = {FailOn::Failed}}).exit,
            ExitCode::Unreachable);
}

TEST(Compare, ReadsFailOnLists) {
  EXPECT_THAT(parse_fail_on("failed, incomplete").value(), ElementsAre(FailOn::Failed, FailOn::Incomplete));
  EXPECT_TRUE(parse_fail_on("none").value().empty());
  const auto wrong = parse_fail_on("faild");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().exit, ExitCode::Usage);
  EXPECT_THAT(wrong.error().message, HasSubstr("did you mean \"failed\"?"));
}

TEST(Compare, AStreamWithoutInvocationsHasNoVerdicts) {
  const Outcome outcome = run_compare(whole({run_record(), span("", "w1")}));
  EXPECT_TRUE(outcome.verdicts().empty());
  EXPECT_EQ(outcome.exit, ExitCode::Ok);
  EXPECT_THAT(outcome.log, HasSubstr("nothing to judge"));
}

TEST(Compare, ABrokenRecordIsNamedAndNothingPasses) {
  Lines lines = all(run_record(), good_case("I1", "a"));
  lines.push_back(R"({"itk":"span/1","span":7})");
  const Outcome outcome = run_compare(whole(lines));
  EXPECT_EQ(outcome.exit, ExitCode::Contract);
  EXPECT_THAT(outcome.log, HasSubstr("/in:7: span record: \"span\": expected a string, got 7"));
  EXPECT_EQ(outcome.verdict().status, "error");
  EXPECT_THAT(outcome.report.trouble, HasSubstr("could not be read"));
}

TEST(Compare, EveryTruncationIsLoud) {
  const std::string input = whole(all(run_record(), good_case("I1", "a")));
  for (std::size_t n = 0; n + 1 < input.size(); n += 3) {
    const Outcome outcome = run_compare(input.substr(0, n));
    EXPECT_EQ(outcome.exit, ExitCode::Contract) << n;
    for (const model::Verdict& verdict : outcome.verdicts()) {
      EXPECT_EQ(verdict.status, "error") << n;
    }
  }
}

TEST(Compare, CasesOfSeparateRunsStaySeparate) {
  Lines second = good_case("I9", "a");
  std::string& record = second.front();
  record.replace(record.find("\"R1\""), 4, "\"R2\"");
  const Outcome outcome = run_compare(whole(all(run_record(), good_case("I1", "a"))) + whole(second));
  ASSERT_EQ(outcome.verdicts().size(), 2u);
  EXPECT_EQ(outcome.verdicts()[0].run, "R1");
  EXPECT_EQ(outcome.verdicts()[1].run, "R2");
}

TEST(Compare, MarksWhatFixturesProve) {
  const Outcome outcome =
      run_compare(whole(all(run_record(R"("mode":"dev-fixtures","endpoint":"aws")"), good_case("I1", "a"))));
  EXPECT_EQ(outcome.verdict().mode, "dev-fixtures");
  EXPECT_EQ(outcome.checks()[0].mode, "dev-fixtures");
}

TEST(Compare, ARepeatedBadExpectationIsSaidOnce) {
  const std::string bad = R"([{"name":"telepathy","at":["a.yaml",7,3]}])";
  const Outcome outcome =
      run_compare(whole(all(run_record(), good_case("I1", "a", bad, 1), good_case("I2", "a", bad, 2))));
  EXPECT_EQ(outcome.records<model::ErrorRecord>().size(), 1u);
  EXPECT_EQ(outcome.checks().size(), 2u);
}

}  // namespace
}  // namespace itk::compare
