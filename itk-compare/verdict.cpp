#include "itk-compare/verdict.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/expect/compile.h"
#include "itk-compare/rules.h"

namespace itk::compare {
namespace {

struct NamedStatus {
  CaseStatus status;
  std::string_view name;
  std::string_view mark;
};

constexpr NamedStatus k_statuses[] = {
    {CaseStatus::Skipped, "skipped", "⏭"},      {CaseStatus::Passed, "passed", "✅"},
    {CaseStatus::Warning, "warning", "⚠️"}, {CaseStatus::Failed, "failed", "❌"},
    {CaseStatus::Error, "error", "💥"},
};

model::Check new_check(const Evidence& evidence, const model::Expectation& expectation) {
  model::Check check;
  check.inv = evidence.inv;
  check.case_id = evidence.case_id();
  check.iteration = evidence.iteration();
  check.name = expectation.name;
  check.at = expectation.at;
  return check;
}

void fill(model::Check& check, Finding finding, bool warns_only) {
  check.outcome = finding.outcome == Outcome::Passed     ? "passed"
                  : finding.outcome == Outcome::Unjudged ? "error"
                  : warns_only                           ? "warning"
                                                         : "failed";
  check.expected = std::move(finding.expected);
  check.actual = std::move(finding.actual);
  check.spans = std::move(finding.spans);
}

void judge_expectation(const model::Expectation& expectation, const Evidence& evidence, Judgement& judgement) {
  model::Check check = new_check(evidence, expectation);
  const auto compiled = expect::compile(expectation);
  const Rule rule = find_rule(expectation.name);
  if (compiled && rule != nullptr) {
    fill(check, rule(compiled->arguments, evidence), compiled->warns_only);
  } else {
    check.outcome = "error";
    check.expected = "an expectation that this itk-compare knows";
    check.actual = compiled ? "no rule for \"" + expectation.name + "\"" : compiled.error().front().message;
    judgement.bad.push_back({check.actual, expectation.at});
  }
  judgement.checks.push_back(std::move(check));
}

void sum_up(const Evidence& evidence, Judgement& judgement) {
  judgement.spans = static_cast<std::int64_t>(evidence.spans.size());
  judgement.errors = evidence.error_count();
  judgement.retries = evidence.retry_count();
  judgement.duration_ms = evidence.duration_ms();
  if (evidence.trace) {
    judgement.tokens = evidence.trace->tokens;
    judgement.cost_usd = evidence.trace->cost_usd;
    return;
  }
  for (const SpanFacts& span : evidence.spans) {
    if (span.tokens) {
      const model::Tokens sum = judgement.tokens.value_or(model::Tokens{});
      judgement.tokens = model::Tokens{sum.input + span.tokens->input, sum.output + span.tokens->output};
    }
    if (span.cost_usd) {
      judgement.cost_usd = judgement.cost_usd.value_or(0) + *span.cost_usd;
    }
  }
}

std::string of_turn(const Evidence& evidence, const model::Answer& answer) {
  return evidence.invocations.size() > 1 ? fmt::format("turn {}: ", answer.turn.value_or(1)) : "";
}

// Why the case did not run as it should have, or "".
std::string trouble_with_answers(const Evidence& evidence) {
  for (const model::Answer& answer : evidence.answers) {
    if (answer.status == "error") {
      return of_turn(evidence, answer) + (answer.error
                                              ? fmt::format("{}: {}", answer.error->code, answer.error->message)
                                              : "the call failed without a word");
    }
    if (answer.status == "skipped" && !was_skipped(evidence)) {
      return of_turn(evidence, answer) + "skipped: " + answer.reason;
    }
    if (answer.status != "sent" && answer.status != "ok" && answer.status != "skipped") {
      return of_turn(evidence, answer) + fmt::format("the answer has the unknown status \"{}\"", answer.status);
    }
  }
  if (evidence.answers.size() < evidence.invocations.size()) {
    return "no answer: nobody knows whether it was sent";
  }
  return "";
}

// Why the evidence of a case that ran is not all there, or "".
std::string trouble_with_evidence(const Evidence& evidence) {
  if (!evidence.collection) {
    return "nothing was collected for it (itk-collect did not run, or was ended early)";
  }
  if (!evidence.collection->complete) {
    return "evidence incomplete: " +
           (evidence.collection->reason.empty() ? std::string("no reason given") : evidence.collection->reason);
  }
  if (!evidence.trace) {
    return evidence.collection->events > 0 ? fmt::format("{} events were collected, but there is no trace of them "
                                                         "(pipe them through itk-correlate)",
                                                         evidence.collection->events)
                                           : "";
  }
  if (evidence.trace->completeness == "incomplete") {
    return "evidence incomplete: its trace lacks " +
           (evidence.trace->missing.empty() ? std::string("parts")
                                            : evidence.trace->missing[0].what + " " + evidence.trace->missing[0].id);
  }
  return "";
}

std::string trouble_with_spans(const Evidence& evidence, const Judgement& judgement) {
  if (evidence.has_late_spans) {
    return "evidence incomplete: spans came after the trace that should count them";
  }
  if (evidence.trace && judgement.spans < evidence.trace->spans) {
    return fmt::format("evidence incomplete: its trace has {} spans, and {} are here", evidence.trace->spans,
                       judgement.spans);
  }
  return "";
}

std::string describe(const model::Check& check) {
  return fmt::format("{}: expected {}, got {}", check.name, check.expected, check.actual);
}

const model::Check* first_with(const Judgement& judgement, std::string_view outcome) {
  const auto it = std::find_if(judgement.checks.begin(), judgement.checks.end(),
                               [&](const model::Check& check) { return check.outcome == outcome; });
  return it == judgement.checks.end() ? nullptr : &*it;
}

// "2 retries, 1 failed span", or "".
std::string blemishes(const Evidence& evidence, const Judgement& judgement) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (judgement.retries > 0) {
    add(counted(static_cast<std::size_t>(judgement.retries), "retry"));
  }
  if (judgement.errors > 0) {
    add(counted(static_cast<std::size_t>(judgement.errors), "failed span"));
  }
  if (evidence.trace && evidence.trace->isolation == "bleed") {
    add("its trace holds the nonce of another case");
  }
  return text;
}

}  // namespace

std::string_view name_of(CaseStatus status) { return k_statuses[static_cast<std::size_t>(status)].name; }
std::string_view mark_of(CaseStatus status) { return k_statuses[static_cast<std::size_t>(status)].mark; }

CaseStatus status_from(std::string_view name) {
  for (const NamedStatus& named : k_statuses) {
    if (named.name == name) {
      return named.status;
    }
  }
  return CaseStatus::Error;
}

bool was_skipped(const Evidence& evidence) {
  return !evidence.answers.empty() && std::all_of(evidence.answers.begin(), evidence.answers.end(),
                                                  [](const model::Answer& a) { return a.status == "skipped"; });
}

Judgement judge(const Evidence& evidence) {
  Judgement judgement;
  sum_up(evidence, judgement);
  const bool was_seen =
      !evidence.spans.empty() || evidence.trace || (evidence.collection && evidence.collection->complete);
  if (!was_seen || was_skipped(evidence)) {
    return judgement;
  }
  const std::vector<model::Expectation> expectations = evidence.expectations();
  for (const model::Expectation& expectation : expectations) {
    judge_expectation(expectation, evidence, judgement);
  }
  if (expectations.empty()) {
    judge_expectation({"has_spans", {}, "", {}}, evidence, judgement);
  }
  return judgement;
}

IterationResult conclude(const Evidence& evidence, const Judgement& judgement, const std::string& trouble) {
  if (!trouble.empty()) {
    return {CaseStatus::Error, trouble};
  }
  std::string why = trouble_with_answers(evidence);
  if (why.empty() && !evidence.errors.empty()) {
    why = *evidence.errors.begin();
  }
  if (why.empty() && was_skipped(evidence)) {
    return {CaseStatus::Skipped, evidence.answers.front().reason};
  }
  if (why.empty()) {
    why = trouble_with_evidence(evidence);
  }
  if (why.empty()) {
    why = trouble_with_spans(evidence, judgement);
  }
  if (!why.empty()) {
    return {CaseStatus::Error, why};
  }
  if (const model::Check* unjudged = first_with(judgement, "error")) {
    return {CaseStatus::Error, describe(*unjudged)};
  }
  if (const model::Check* failed = first_with(judgement, "failed")) {
    return {CaseStatus::Failed, describe(*failed)};
  }
  if (const model::Check* warning = first_with(judgement, "warning")) {
    return {CaseStatus::Warning, describe(*warning)};
  }
  const std::string spots = blemishes(evidence, judgement);
  return spots.empty() ? IterationResult{CaseStatus::Passed, ""} : IterationResult{CaseStatus::Warning, spots};
}

}  // namespace itk::compare
