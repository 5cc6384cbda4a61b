#include "itk-render/outcome.h"

#include <fmt/core.h>

#include <algorithm>

namespace itk::render {
namespace {

CaseStatus status_from(std::string_view name) {
  for (const CaseStatus status : {CaseStatus::Passed, CaseStatus::Warning, CaseStatus::Failed, CaseStatus::Skipped}) {
    if (name == name_of(status)) {
      return status;
    }
  }
  return CaseStatus::Error;  // "error", and whatever a newer itk-compare says: never green by accident
}

// "/data/run.jsonl:17: ..." without the folders of the input, which have no place in artifacts.
std::string without_folders(std::string message) {
  const std::size_t slash = message.rfind('/', message.find(": "));
  if (message.starts_with('/') && slash != std::string::npos) {
    message.erase(0, slash + 1);
  }
  return message;
}

bool counts_as_passed(CaseStatus status) { return status == CaseStatus::Passed || status == CaseStatus::Warning; }

std::string why_incomplete(const Evidence& evidence) {
  if (!evidence.reason.empty()) {
    return evidence.reason;
  }
  if (!evidence.missing.empty()) {
    const model::Awaited& first = evidence.missing.front();
    return fmt::format("no {} for {}{}{}", first.what, first.id, first.group.empty() ? "" : " in ", first.group);
  }
  return "the collection does not say what is missing";
}

// Takes "passed" away from what cannot have passed.
Outcome corrected(Outcome outcome, const RunData& data, const std::vector<const Execution*>& executions) {
  if (!counts_as_passed(outcome.status)) {
    return outcome;
  }
  if (data.is_cut) {
    return {CaseStatus::Error, fmt::format("the stream was cut, so \"{}\" does not count", name_of(outcome.status))};
  }
  for (const Execution* execution : executions) {
    const Evidence evidence = evidence_of(*execution);
    if (evidence.is_known && !evidence.is_complete) {
      return {CaseStatus::Error, "evidence incomplete: " + why_incomplete(evidence)};
    }
  }
  return outcome;
}

// What happened to an execution that nobody judged.
Outcome unjudged(const Execution& execution) {
  if (!execution.errors.empty()) {
    const model::ErrorRecord& error = execution.errors.front();
    return {CaseStatus::Error, error.stage + ": " + error.message};
  }
  for (const model::Answer& answer : execution.answers) {
    if (answer.status == "skipped") {
      return {CaseStatus::Skipped, answer.reason};
    }
    if (answer.error) {
      return {CaseStatus::Error, answer.error->message};
    }
  }
  return {CaseStatus::NotJudged, ""};
}

Outcome by_checks(const Execution& execution) {
  if (execution.checks.empty()) {
    return unjudged(execution);
  }
  const auto find = [&](std::string_view outcome) {
    return std::find_if(execution.checks.begin(), execution.checks.end(),
                        [&](const model::Check& check) { return check.outcome == outcome; });
  };
  const auto says = [](const model::Check& check) {
    return fmt::format("{}: expected {}, got {}", check.name, check.expected, check.actual);
  };
  const auto none = execution.checks.end();
  if (const auto check = find("error"); check != none || !execution.errors.empty()) {
    return {CaseStatus::Error, check != none ? says(*check) : execution.errors.front().message};
  }
  if (const auto check = find("failed"); check != none) {
    return {CaseStatus::Failed, says(*check)};
  }
  const Totals totals = totals_of(execution);
  if (const auto check = find("warning"); check != none || totals.errors > 0 || totals.retries > 0) {
    return {CaseStatus::Warning,
            check != none ? says(*check) : fmt::format("{} errors, {} retries", totals.errors, totals.retries)};
  }
  return {CaseStatus::Passed, ""};
}

}  // namespace

std::string_view mark_of(CaseStatus status) {
  switch (status) {
    case CaseStatus::Passed:
      return "✅";
    case CaseStatus::Warning:
      return "⚠️";
    case CaseStatus::Failed:
      return "❌";
    case CaseStatus::Error:
      return "💥";
    case CaseStatus::Skipped:
      return "⏭";
    case CaseStatus::NotJudged:
      return "○";
  }
  return "";
}

std::string_view name_of(CaseStatus status) {
  switch (status) {
    case CaseStatus::Passed:
      return "passed";
    case CaseStatus::Warning:
      return "warning";
    case CaseStatus::Failed:
      return "failed";
    case CaseStatus::Error:
      return "error";
    case CaseStatus::Skipped:
      return "skipped";
    case CaseStatus::NotJudged:
      return "not judged";
  }
  return "";
}

Outcome outcome_of(const RunData& data, const Case& c) {
  std::vector<const Execution*> all;
  for (const Execution& execution : c.executions) {
    all.push_back(&execution);
  }
  if (c.verdict) {
    return corrected({status_from(c.verdict->status), c.verdict->reason}, data, all);
  }
  for (const Execution& execution : c.executions) {
    const Outcome outcome = unjudged(execution);
    if (outcome.status != CaseStatus::NotJudged) {
      return outcome;
    }
  }
  return {CaseStatus::NotJudged, ""};
}

Outcome outcome_of(const RunData& data, const Case& c, const Execution& execution) {
  if (c.executions.size() == 1) {
    return outcome_of(data, c);
  }
  return corrected(by_checks(execution), data, {&execution});
}

Evidence evidence_of(const Execution& execution) {
  Evidence evidence;
  bool is_incomplete = false;
  const auto add = [&](const std::vector<model::Awaited>& missing) {
    for (const model::Awaited& item : missing) {
      if (std::find(evidence.missing.begin(), evidence.missing.end(), item) == evidence.missing.end()) {
        evidence.missing.push_back(item);
      }
    }
  };
  for (const model::Collection& collection : execution.collections) {
    evidence.is_known = true;
    is_incomplete = is_incomplete || !collection.complete;
    if (evidence.reason.empty()) {
      evidence.reason = collection.reason;
    }
    add(collection.missing);
  }
  for (const model::Trace& trace : execution.traces) {
    evidence.is_known = evidence.is_known || trace.completeness == "complete" || trace.completeness == "incomplete";
    is_incomplete = is_incomplete || trace.completeness == "incomplete";
    add(trace.missing);
  }
  evidence.is_complete = evidence.is_known && !is_incomplete;
  return evidence;
}

Totals totals_of(const Execution& execution) {
  Totals totals;
  for (const model::Span& span : execution.spans) {
    totals.errors += span.status == "error" ? 1 : 0;
    totals.retries += span.attempt.value_or(1) > 1 ? 1 : 0;
    if (span.tokens) {
      model::Tokens& sum = totals.tokens ? *totals.tokens : totals.tokens.emplace();
      sum.input += span.tokens->input;
      sum.output += span.tokens->output;
    }
  }
  totals.spans = static_cast<std::int64_t>(execution.spans.size());
  if (!execution.traces.empty()) {
    const model::Trace& trace = execution.traces.front();
    totals.duration_ms = trace.duration_ms;
    totals.errors = trace.errors;
    totals.retries = trace.retries;
    totals.tokens = trace.tokens ? trace.tokens : totals.tokens;
  }
  return totals;
}

Totals totals_of(const Case& c) {
  if (c.verdict) {
    const model::Verdict& verdict = *c.verdict;
    return {verdict.duration_ms, verdict.spans, verdict.errors, verdict.retries, verdict.tokens};
  }
  Totals sum;
  for (const Execution& execution : c.executions) {
    const Totals one = totals_of(execution);
    if (one.duration_ms) {
      sum.duration_ms = std::max(sum.duration_ms.value_or(0), *one.duration_ms);
    }
    sum.spans += one.spans;
    sum.errors += one.errors;
    sum.retries += one.retries;
    if (one.tokens) {
      model::Tokens& tokens = sum.tokens ? *sum.tokens : sum.tokens.emplace();
      tokens.input += one.tokens->input;
      tokens.output += one.tokens->output;
    }
  }
  return sum;
}

std::vector<Banner> banners_of(const RunData& data) {
  std::vector<Banner> banners;
  if (data.uses_fixtures) {
    banners.push_back({"fixtures",
                       "Fixtures, not AWS: this run replayed recorded files (mode dev-fixtures). Nothing was "
                       "sent, and nothing here says how the deployed system behaves."});
  }
  if (data.uses_custom_endpoint) {
    std::string url;
    for (const model::Run& run : data.runs) {
      url = run.endpoint_url.empty() ? url : " " + run.endpoint_url;
    }
    banners.push_back({"endpoint", "Custom endpoint, not AWS: this run talked to" +
                                       (url.empty() ? " an endpoint of its own" : url) + " instead of AWS."});
  }
  if (data.is_cut) {
    banners.push_back({"cut", "The stream was cut: " +
                                  (data.broken ? without_folders(data.broken->message)
                                               : std::string("a stage before this one was killed, or the file is "
                                                             "incomplete")) +
                                  ". What follows is what had arrived; nothing in it counts as passed."});
  }
  if (data.is_filtered) {
    banners.push_back({"filtered", "The stream was filtered or edited between the stages: records may be missing, and "
                                   "this run never becomes a baseline."});
  }
  return banners;
}

std::vector<Banner> banners_of(const RunData& data, const Case& c) {
  std::vector<Banner> banners = banners_of(data);
  for (const Execution& execution : c.executions) {
    const Evidence evidence = evidence_of(execution);
    if (evidence.is_known && !evidence.is_complete) {
      const std::string which = c.executions.size() > 1 ? fmt::format(" of iteration {}", execution.iteration) : "";
      banners.push_back(
          {"incomplete", fmt::format("The evidence{} is incomplete: {}.", which, why_incomplete(evidence))});
    }
  }
  return banners;
}

}  // namespace itk::render
