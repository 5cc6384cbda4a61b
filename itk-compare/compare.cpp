#include "itk-compare/compare.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/nearest.h"
#include "common/base/text.h"
#include "itk-compare/held_lines.h"
#include "itk-compare/ledger.h"

namespace itk::compare {
namespace {

const std::vector<std::string>& fail_on_names() {
  static const std::vector<std::string> names = {"failed", "regressed", "missing", "incomplete", "inconclusive"};
  return names;
}

class Comparison {
 public:
  Comparison(Stage& stage, const Options& options, Report& report)
      : stage_(stage), options_(options), report_(report) {}

  Status read_stream();
  void look_for_trouble(const Status& was_read);
  Status write_verdicts();

 private:
  bool counts(FailOn what) const { return options_.fail_on.contains(what); }
  Status judge_now(Iteration& iteration);
  Status report_bad_expectations(const Judgement& judgement);
  Status write_case(const std::vector<Iteration*>& iterations);
  void fold(CaseReport& report, const Iteration& iteration, const IterationResult& result) const;
  Status conclude_run();

  Stage& stage_;
  const Options& options_;
  Ledger ledger_;
  HeldLines held_;
  std::set<std::string> complained_;  // of these bad expectations, which each iteration repeats
  Report& report_;
};

Status Comparison::read_stream() {
  Incoming incoming;
  for (;;) {
    ITK_TRY_ASSIGN(const bool more, stage_.next(incoming));
    if (!more) {
      return {};
    }
    ITK_TRY(ledger_.take(stage_, incoming));
    if (stage_.sorted()) {
      ITK_TRY(held_.add(stage_, incoming));
      continue;
    }
    ITK_TRY(stage_.pass(incoming));
    if (Iteration* settled = ledger_.just_settled()) {
      ITK_TRY(judge_now(*settled));
    }
    if (!stage_.wait_readable(std::chrono::milliseconds(0))) {
      ITK_TRY(stage_.flush());  // a live pipe: nothing waits in the buffer while the next record is awaited
    }
  }
}

void Comparison::look_for_trouble(const Status& was_read) {
  if (!was_read) {
    report_.trouble = "the stream could not be read: " + was_read.error().message;
  } else if (stage_.is_cut() || ledger_.saw_cut()) {
    report_.trouble = "the stream was cut: a stage before this one was killed, or the file is incomplete";
  }
}

// Judges, writes the checks, and forgets what is not needed for the verdict.
Status Comparison::judge_now(Iteration& iteration) {
  iteration.evidence.settle();
  iteration.judgement = judge(iteration.evidence);
  ITK_TRY(report_bad_expectations(*iteration.judgement));
  for (const model::Check& check : iteration.judgement->checks) {
    ITK_TRY(stage_.write(check));
  }
  iteration.evidence.spans = {};
  for (model::Answer& answer : iteration.evidence.answers) {
    answer.response = {};
  }
  return {};
}

Status Comparison::report_bad_expectations(const Judgement& judgement) {
  for (const BadExpectation& bad : judgement.bad) {
    const std::string where = bad.at ? fmt::format("{}:{}:{}: ", bad.at->file, bad.at->line, bad.at->column) : "";
    if (complained_.insert(where + bad.message).second) {
      ITK_TRY(stage_.report(contract_error("bad_expectation", where + bad.message), "", bad.at));
    }
  }
  return {};
}

void Comparison::fold(CaseReport& report, const Iteration& iteration, const IterationResult& result) const {
  model::Verdict& verdict = report.verdict;
  const Judgement& judgement = *iteration.judgement;
  const bool is_first = verdict.iterations == 0;
  if (is_first || result.status > status_from(verdict.status)) {
    verdict.status = name_of(result.status);
    verdict.reason = result.reason;
    if (iteration.evidence.iteration() > 1 && !result.reason.empty()) {
      verdict.reason = fmt::format("iteration {}: {}", iteration.evidence.iteration(), result.reason);
    }
  }
  ++verdict.iterations;
  verdict.passed += result.status == CaseStatus::Passed || result.status == CaseStatus::Warning ? 1 : 0;
  verdict.inv.push_back(iteration.evidence.inv);
  verdict.spans += judgement.spans;
  verdict.errors += judgement.errors;
  verdict.retries += judgement.retries;
  if (judgement.duration_ms) {
    verdict.duration_ms = std::max(verdict.duration_ms.value_or(0), *judgement.duration_ms);
  }
  if (judgement.tokens) {
    const model::Tokens sum = verdict.tokens.value_or(model::Tokens{});
    verdict.tokens = model::Tokens{sum.input + judgement.tokens->input, sum.output + judgement.tokens->output};
  }
  if (judgement.cost_usd) {
    verdict.cost_usd = verdict.cost_usd.value_or(0) + *judgement.cost_usd;
  }
  for (const model::Check& check : judgement.checks) {
    if (check.outcome != "passed") {
      report.checks.push_back(check);
    }
  }
}

Status Comparison::write_case(const std::vector<Iteration*>& iterations) {
  CaseReport report;
  const model::Invocation& first = iterations.front()->evidence.invocations.front();
  report.verdict.run = first.run;
  report.verdict.case_id = first.case_id;
  report.verdict.name = first.name;
  report.verdict.tags = first.tags;
  report.verdict.file = first.file;
  report.verdict.line = first.line;
  const auto run = std::find_if(ledger_.runs().begin(), ledger_.runs().end(),
                                [&](const model::Run& r) { return r.run == first.run; });
  report.verdict.suite = run == ledger_.runs().end() ? "" : run->suite;
  for (Iteration* iteration : iterations) {
    if (!iteration->judgement) {
      ITK_TRY(judge_now(*iteration));
    }
    fold(report, *iteration, conclude(iteration->evidence, *iteration->judgement, report_.trouble));
  }
  ITK_TRY(stage_.write(report.verdict));
  const CaseStatus status = status_from(report.verdict.status);
  if (status == CaseStatus::Failed && counts(FailOn::Failed)) {
    stage_.mark(ExitCode::Failed);
  }
  if (status == CaseStatus::Error && counts(FailOn::Incomplete)) {
    stage_.mark(ExitCode::Incomplete);
  }
  report_.cases.push_back(std::move(report));
  return {};
}

Status Comparison::write_verdicts() {
  const std::vector<std::vector<Iteration*>> cases = ledger_.cases(stage_.sorted());
  std::map<std::string, std::size_t, std::less<>> rank;
  for (const auto& iterations : cases) {
    for (const Iteration* iteration : iterations) {
      rank.emplace(iteration->evidence.inv, rank.size());
    }
  }
  ITK_TRY(held_.write(stage_, rank));
  for (const auto& iterations : cases) {
    ITK_TRY(write_case(iterations));
  }
  report_.runs = ledger_.runs();
  return conclude_run();
}

// What is true of the run and of none of its cases.
Status Comparison::conclude_run() {
  const std::vector<CaseReport>& cases = report_.cases;
  if (cases.empty()) {
    if (report_.trouble.empty()) {
      stage_.log().warning("there is no invocation in the stream: nothing to judge");
    }
    return {};
  }
  const bool all_skipped = std::all_of(cases.begin(), cases.end(), [](const CaseReport& report) {
    return status_from(report.verdict.status) == CaseStatus::Skipped;
  });
  if (!all_skipped) {
    return {};
  }
  const std::string& reason = cases.front().verdict.reason;
  return stage_.report(
      usage_error("all_skipped",
                  fmt::format("nothing was tested: {} skipped{}{}",
                              cases.size() == 1 ? "the only case was" : fmt::format("all {} cases were", cases.size()),
                              reason.empty() ? "" : ", the first because: ", reason)));
}

}  // namespace

Result<std::set<FailOn>> parse_fail_on(std::string_view text) {
  std::set<FailOn> wanted;
  if (trim(text) == "none") {
    return wanted;
  }
  for (const std::string& name : split_list(text)) {
    const auto it = std::find(fail_on_names().begin(), fail_on_names().end(), name);
    if (it == fail_on_names().end()) {
      return tl::make_unexpected(
          usage_error("bad_fail_on", fmt::format("there is no \"{}\" to fail on{} (failed, regressed, missing, "
                                                 "incomplete, inconclusive, or none)",
                                                 name, did_you_mean(name, fail_on_names()))));
    }
    wanted.insert(static_cast<FailOn>(it - fail_on_names().begin()));
  }
  return wanted;
}

Status compare(Stage& stage, const Options& options, Report& report) {
  if (!options.fail_on.contains(FailOn::Incomplete)) {
    stage.forgive_upstream(ExitCode::Incomplete);
  }
  Comparison comparison(stage, options, report);
  const Status was_read = comparison.read_stream();
  comparison.look_for_trouble(was_read);
  ITK_TRY(comparison.write_verdicts());
  return was_read;
}

}  // namespace itk::compare
