#include "itk-render/page_data.h"

#include <fmt/core.h>

#include "itk-render/page_json.h"

namespace itk::render {
namespace {

std::string heading_of(const Case& c) { return c.name.empty() ? c.id : c.name; }

void write_banners(JsonObject& page, const std::vector<Banner>& banners) {
  page.array("banners", banners, [](JsonObject& item, const Banner& banner) {
    item.text("kind", banner.kind);
    item.text("text", banner.text);
  });
}

void write_outcome(JsonObject& item, const Outcome& outcome) {
  item.text("status", name_of(outcome.status));
  item.text("mark", mark_of(outcome.status));
  item.text("reason", outcome.reason);
}

void write_totals(JsonObject& item, const Totals& totals) {
  item.number("duration", totals.duration_ms);
  item.integer("spanCount", totals.spans);
  item.integer("errorCount", totals.errors);
  item.integer("retryCount", totals.retries);
  if (totals.tokens) {
    item.integer("tokensIn", totals.tokens->input);
    item.integer("tokensOut", totals.tokens->output);
  }
}

void write_position(JsonObject& item, const std::optional<model::Position>& at) {
  if (at && !at->file.empty()) {
    item.text("at", fmt::format("{}:{}:{}", at->file, at->line, at->column));
  }
}

void write_errors(JsonObject& page, std::string_view name, const std::vector<model::ErrorRecord>& errors) {
  page.array(name, errors, [](JsonObject& item, const model::ErrorRecord& error) {
    item.text("stage", error.stage);
    item.text("class", error.error_class);
    item.text("code", error.code);
    item.text("message", error.message);
    item.text("service", error.service);
    item.text("requestId", error.request_id);
    write_position(item, error.at);
  });
}

void write_checks(JsonObject& item, const Execution& execution) {
  item.array("checks", execution.checks, [](JsonObject& out, const model::Check& check) {
    out.text("name", check.name);
    out.text("outcome", check.outcome);
    out.text("expected", check.expected);
    out.text("actual", check.actual);
    out.texts("spans", check.spans);
    write_position(out, check.at);
  });
}

void write_evidence(JsonObject& page, const Evidence& evidence) {
  if (!evidence.is_known) {
    return;
  }
  page.object("evidence", [&](JsonObject& out) {
    out.flag("complete", evidence.is_complete);
    out.text("reason", evidence.reason);
    out.array("missing", evidence.missing, [](JsonObject& item, const model::Awaited& missing) {
      item.text("what", missing.what);
      item.text("id", missing.id);
      item.text("group", missing.group);
    });
  });
}

// Run, commit and stages: the same on every page.
void write_run(JsonObject& page, const RunData& data) {
  page.array("runs", data.runs, [](JsonObject& item, const model::Run& run) {
    item.text("run", run.run);
    item.text("mode", run.mode);
    item.text("endpoint", run.endpoint);
    item.text("endpointUrl", run.endpoint_url);
    item.text("env", run.env);
    item.text("account", run.account);
    item.text("region", run.region);
    item.text("shard", run.shard);
    item.text("version", run.version);
    item.text("start", format_rfc3339(run.start));
    item.text("ci", run.ci.text);
  });
  page.array("commits", data.commits, [](JsonObject& item, const model::Commit& commit) {
    item.text("sha", commit.sha);
    item.text("branch", commit.branch);
    item.text("author", commit.author);
    item.text("time", commit.time ? format_rfc3339(*commit.time) : std::string());
    item.text("subject", commit.subject);
    item.flag("dirty", commit.dirty);
    item.text("remote", commit.remote);
  });
  page.array("stages", data.ends, [](JsonObject& item, const model::End& end) {
    item.text("stage", end.stage);
    item.integer("exit", end.exit);
    item.integer("read", end.read);
    item.integer("written", end.written);
  });
  write_errors(page, "runErrors", data.errors);
}

void write_row_links(JsonObject& row, const std::string& folder, bool has_trace) {
  row.text("href", relative_url(folder) + "index.html");
  if (has_trace) {
    row.text("trace", relative_url(folder) + "trace-viewer.html");
    row.text("timeline", relative_url(folder) + "timeline.html");
  }
}

void write_case_row(JsonObject& row, const RunData& data, const CasePlace& place) {
  const Case& c = *place.subject;
  write_outcome(row, outcome_of(data, c));
  row.text("id", c.id);
  row.text("name", c.name);
  write_totals(row, totals_of(c));
  write_row_links(row, place.folder, !place.has_iterations());
  if (c.verdict) {
    row.texts("tags", c.verdict->tags);
    row.text("baseline", c.verdict->baseline);
  }
  if (place.has_iterations()) {
    row.integer("iterations", static_cast<std::int64_t>(place.executions.size()));
  }
  row.array("executions", c.executions, [](JsonObject& item, const Execution& execution) {
    item.integer("iteration", execution.iteration);
    write_checks(item, execution);
    write_errors(item, "errors", execution.errors);
  });
}

void write_iteration_row(JsonObject& row, const RunData& data, const CasePlace& place, const ExecutionPlace& one) {
  write_outcome(row, outcome_of(data, *place.subject, *one.execution));
  row.text("id", fmt::format("iteration {}", one.execution->iteration));
  row.text("name", place.subject->name);
  write_totals(row, totals_of(*one.execution));
  write_row_links(row, one.folder.substr(place.folder.size()), true);
  row.array("executions", std::vector{one}, [](JsonObject& item, const ExecutionPlace& shown) {
    item.integer("iteration", shown.execution->iteration);
    write_checks(item, *shown.execution);
    write_errors(item, "errors", shown.execution->errors);
  });
}

// What the three pages of an execution share.
void write_execution_head(JsonObject& page, const ExecutionPage& source) {
  const Case& c = source.subject;
  page.text("title", source.data.title());
  page.text("heading", heading_of(c));
  page.text("case", c.id);
  if (c.executions.size() > 1) {
    page.integer("iteration", source.execution.iteration);
  }
  page.text("up", source.up);
  write_outcome(page, outcome_of(source.data, c, source.execution));
  write_totals(page, totals_of(source.execution));
  write_banners(page, banners_of(source.data, c));
  write_checks(page, source.execution);
  write_errors(page, "errors", source.execution.errors);
  write_evidence(page, evidence_of(source.execution));
  write_run(page, source.data);
}

void write_payload(JsonObject& item, std::string_view name, const RawJson& payload, const std::string& file) {
  if (payload.empty()) {
    return;
  }
  item.object(name, [&](JsonObject& out) {
    out.cut_text("text", payload.text, k_most_payload_on_page);
    out.text("file", relative_url(file));
  });
}

void write_exchange(JsonObject& page, const Execution& execution) {
  page.array("turns", execution.turns, [](JsonObject& item, const model::Invocation& turn) {
    item.integer("turn", turn.turn.value_or(1));
    item.text("entrypoint", turn.entrypoint);
    item.text("target", turn.target);
    item.text("fixture", turn.fixture);
    item.text("nonce", turn.nonce);
    item.text("time", turn.time ? format_rfc3339(*turn.time) : std::string());
    item.cut_text("request", turn.request.text, k_most_payload_on_page);
    item.texts("ids", turn.ids);
  });
  page.array("answers", execution.answers, [](JsonObject& item, const model::Answer& answer) {
    item.text("status", answer.status);
    item.integer("attempts", answer.attempts);
    item.text("requestId", answer.request_id);
    item.text("reason", answer.reason);
    item.text("error", answer.error ? answer.error->code + ": " + answer.error->message : std::string());
    item.cut_text("response", answer.response.text, k_most_payload_on_page);
    item.texts("ids", answer.ids);
  });
}

}  // namespace

std::string suite_data(const RunData& data, const std::vector<CasePlace>& places) {
  return json_object([&](JsonObject& page) {
    page.text("kind", "suite");
    page.text("title", data.title());
    page.text("heading", data.title());
    write_banners(page, banners_of(data));
    page.array("rows", places, [&](JsonObject& row, const CasePlace& place) { write_case_row(row, data, place); });
    write_run(page, data);
  });
}

std::string iterations_data(const RunData& data, const CasePlace& place, const std::string& up) {
  return json_object([&](JsonObject& page) {
    const Case& c = *place.subject;
    page.text("kind", "iterations");
    page.text("title", data.title());
    page.text("heading", heading_of(c));
    page.text("case", c.id);
    page.text("up", up);
    write_outcome(page, outcome_of(data, c));
    write_totals(page, totals_of(c));
    write_banners(page, banners_of(data, c));
    page.array("rows", place.executions, [&](JsonObject& row, const ExecutionPlace& iteration) {
      write_iteration_row(row, data, place, iteration);
    });
    write_run(page, data);
  });
}

std::string execution_data(const ExecutionPage& source) {
  return json_object([&](JsonObject& page) {
    page.text("kind", "execution");
    write_execution_head(page, source);
    write_exchange(page, source.execution);
  });
}

std::string trace_data(const ExecutionPage& source) {
  return json_object([&](JsonObject& page) {
    page.text("kind", "trace");
    write_execution_head(page, source);
    page.text("origin", source.tree.origin ? format_rfc3339(*source.tree.origin) : std::string());
    page.texts("components", source.tree.components);
    std::size_t i = 0;
    page.array("nodes", source.tree.nodes, [&](JsonObject& item, const Node& node) {
      write_node(item, node);
      write_payload(item, "request", node.span->request, source.files[i].request);
      write_payload(item, "response", node.span->response, source.files[i].response);
      write_payload(item, "error", node.span->error, source.files[i].error);
      ++i;
    });
    page.messages("messages", source.tree.messages);
    page.texts("critical", critical_spans(source.execution));
  });
}

}  // namespace itk::render
