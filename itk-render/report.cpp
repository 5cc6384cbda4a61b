#include "itk-render/report.h"

#include <fmt/core.h>

#include <array>

#include "itk-render/escape.h"
#include "itk-render/format.h"
#include "itk-render/page_json.h"
#include "itk-render/span_export.h"

namespace itk::render {
namespace {

std::string text(std::string_view value) { return markdown_code(value); }
std::string cell(std::string_view value) { return markdown_cell(value); }

std::string status_text(const Outcome& outcome) {
  return fmt::format("{} {}", mark_of(outcome.status), name_of(outcome.status));
}

std::string position_text(const std::optional<model::Position>& at) {
  return at && !at->file.empty() ? fmt::format("{}:{}:{}", at->file, at->line, at->column) : std::string();
}

std::string tokens_text(const std::optional<model::Tokens>& tokens) {
  return tokens ? fmt::format("{} in, {} out", tokens->input, tokens->output) : "-";
}

void append_banners(std::string& out, const std::vector<Banner>& banners) {
  for (const Banner& banner : banners) {
    out += fmt::format("> **Note**: {}\n\n", text(banner.text));
  }
}

std::string row(const Outcome& outcome, std::string_view label, std::string_view name, const Totals& totals,
                const std::string& folder) {
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | [page]({}) |\n", status_text(outcome), cell(label),
                     cell(name), cell(outcome.reason), format_duration(totals.duration_ms), totals.spans, totals.errors,
                     totals.retries, tokens_text(totals.tokens), relative_url(folder) + "index.html");
}

constexpr std::string_view k_row_head =
    "| status | {} | name | reason | duration | spans | errors | retries | tokens | |\n"
    "| --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |\n";

void append_counts(std::string& out, const std::vector<Outcome>& outcomes) {
  std::array<std::size_t, k_statuses> counts{};
  for (const Outcome& outcome : outcomes) {
    ++counts[static_cast<std::size_t>(outcome.status)];
  }
  std::string line;
  for (std::size_t i = 0; i < k_statuses; ++i) {
    const auto status = static_cast<CaseStatus>(i);
    if (counts[i] > 0) {
      line += fmt::format("{}{} {} {}", line.empty() ? "" : " · ", mark_of(status), counts[i], name_of(status));
    }
  }
  out += (line.empty() ? "No cases." : line) + "\n\n";
}

void append_checks(std::string& out, const Execution& execution, bool only_bad) {
  std::string rows;
  for (const model::Check& check : execution.checks) {
    if (!only_bad || check.outcome != "passed") {
      rows += fmt::format("| {} | {} | {} | {} | {} |\n", cell(check.outcome), cell(check.name), cell(check.expected),
                          cell(check.actual), cell(position_text(check.at)));
    }
  }
  if (!rows.empty()) {
    out += "| outcome | check | expected | actual | where |\n| --- | --- | --- | --- | --- |\n" + rows + "\n";
  }
}

void append_errors(std::string& out, const std::vector<model::ErrorRecord>& errors) {
  for (const model::ErrorRecord& error : errors) {
    const std::string request = error.request_id.empty() ? "" : " (request id " + text(error.request_id) + ")";
    out += fmt::format("- {} {}: {}{}\n", text(error.stage), text(error.code), text(error.message), request);
  }
  if (!errors.empty()) {
    out += "\n";
  }
}

void append_missing(std::string& out, const Evidence& evidence) {
  if (!evidence.is_known) {
    return;
  }
  out += fmt::format("Evidence: {}\n\n", evidence.is_complete ? "complete" : "incomplete");
  for (const model::Awaited& item : evidence.missing) {
    const std::string group = item.group.empty() ? "" : " in " + text(item.group);
    out += fmt::format("- missing: {} {}{}\n", text(item.what), text(item.id), group);
  }
  if (!evidence.missing.empty()) {
    out += "\n";
  }
}

void append_run(std::string& out, const RunData& data) {
  for (const model::Run& run : data.runs) {
    out += fmt::format("- run {} · mode {} · endpoint {} · environment {} · account {} · region {} · started {}\n",
                       text(run.run), text(run.mode), text(run.endpoint), text(run.env), text(run.account),
                       text(run.region), format_rfc3339(run.start));
  }
  for (const model::Commit& commit : data.commits) {
    out += fmt::format("- commit {} on {}{}: {}\n", text(commit.sha), text(commit.branch),
                       commit.dirty ? ", with uncommitted changes" : "", text(commit.subject));
  }
  for (const model::End& end : data.ends) {
    out += fmt::format("- {}: exit {}, read {}, wrote {}\n", text(end.stage), end.exit, end.read, end.written);
  }
  out += "\n";
}

void append_spans(std::string& out, const SpanTree& tree) {
  if (tree.nodes.empty()) {
    out += "No spans.\n\n";
    return;
  }
  out += "| id | component | operation | status | start | duration | attempt | remarks |\n"
         "| --- | --- | --- | --- | ---: | ---: | ---: | --- |\n";
  for (const Node& node : tree.nodes) {
    std::string remarks;
    for (const std::string& oddity : node.oddities) {
      remarks += (remarks.empty() ? "" : "; ") + oddity;
    }
    const std::string start = !node.start_ms ? "-"
                              : node.is_far  ? format_rfc3339(*node.span->start)
                                             : "+" + format_duration(node.start_ms);
    out += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", cell(shown_id(*node.span)),
                       cell(node.span->component), cell(node.span->operation), cell(node.span->status), start,
                       format_duration(node.duration_ms), node.span->attempt.value_or(1), cell(remarks));
  }
  out += "\n";
}

}  // namespace

std::string run_report(const RunData& data, const std::vector<CasePlace>& places) {
  std::string out = fmt::format("# ITK: {}\n\n", text(data.title()));
  append_banners(out, banners_of(data));
  std::vector<Outcome> outcomes;
  std::string rows, failures;
  for (const CasePlace& place : places) {
    const Case& c = *place.subject;
    outcomes.push_back(outcome_of(data, c));
    rows += row(outcomes.back(), c.id, c.name, totals_of(c), place.folder);
    const CaseStatus status = outcomes.back().status;
    if (status != CaseStatus::Failed && status != CaseStatus::Error) {
      continue;
    }
    failures += fmt::format("### {} {}\n\n{}\n\n", mark_of(status), text(c.id), text(outcomes.back().reason));
    for (const Execution& execution : c.executions) {
      append_checks(failures, execution, true);
      append_errors(failures, execution.errors);
    }
  }
  append_counts(out, outcomes);
  if (!rows.empty()) {
    out += fmt::format(fmt::runtime(k_row_head), "case") + rows + "\n";
  }
  out += failures.empty() ? "" : "## Failures and errors\n\n" + failures;
  if (!data.errors.empty()) {
    out += "## Errors of the run\n\n";
    append_errors(out, data.errors);
  }
  out += "## The run\n\n";
  append_run(out, data);
  return out;
}

std::string iterations_report(const RunData& data, const CasePlace& place) {
  const Case& c = *place.subject;
  const Outcome outcome = outcome_of(data, c);
  std::string out = fmt::format("# {} {}\n\n{}: {}\n\n", mark_of(outcome.status), text(c.name.empty() ? c.id : c.name),
                                name_of(outcome.status), text(outcome.reason));
  append_banners(out, banners_of(data, c));
  out += fmt::format(fmt::runtime(k_row_head), "iteration");
  for (const ExecutionPlace& iteration : place.executions) {
    const std::string folder = iteration.folder.substr(place.folder.size());
    out += row(outcome_of(data, c, *iteration.execution), std::to_string(iteration.execution->iteration), c.name,
               totals_of(*iteration.execution), folder);
  }
  out += "\n## The run\n\n";
  append_run(out, data);
  return out;
}

std::string execution_report(const RunData& data, const Case& c, const Execution& execution, const SpanTree& tree) {
  const Outcome outcome = outcome_of(data, c, execution);
  const Totals totals = totals_of(execution);
  std::string out = fmt::format("# {} {}\n\n", mark_of(outcome.status), text(c.name.empty() ? c.id : c.name));
  append_banners(out, banners_of(data, c));
  out += fmt::format("Status: **{}**{}\n\n", name_of(outcome.status),
                     outcome.reason.empty() ? "" : ": " + text(outcome.reason));
  out += fmt::format("- case {} · iteration {}\n", text(c.id), execution.iteration);
  out += fmt::format("- {} · {} · {} · duration {} · tokens {}\n\n", plural(totals.spans, "span"),
                     plural(totals.errors, "error"),
                     fmt::format("{} {}", totals.retries, totals.retries == 1 ? "retry" : "retries"),
                     format_duration(totals.duration_ms), tokens_text(totals.tokens));
  if (!execution.checks.empty()) {
    out += "## Checks\n\n";
    append_checks(out, execution, false);
  }
  if (!execution.errors.empty() || !data.errors.empty()) {
    out += "## Errors\n\n";
    append_errors(out, execution.errors);
    append_errors(out, data.errors);
  }
  append_missing(out, evidence_of(execution));
  out += "## Spans\n\n";
  append_spans(out, tree);
  out += "## The run\n\n";
  append_run(out, data);
  out += "Beside this file: trace-viewer.html, timeline.html, index.html, sequence.mmd, spans.jsonl, payloads/, "
         "run.jsonl.\n";
  return out;
}

}  // namespace itk::render
