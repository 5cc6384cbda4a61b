#include "itk-render/render.h"

#include <fmt/core.h>

#include <array>

#include "itk-render/artifact_dir.h"
#include "itk-render/artifacts.h"
#include "itk-render/format.h"
#include "itk-render/mermaid.h"
#include "itk-render/page.h"
#include "itk-render/page_data.h"
#include "itk-render/report.h"
#include "itk-render/span_export.h"
#include "itk-render/viewer_assets.h"

namespace itk::render {
namespace {

class Renderer {
 public:
  Renderer(const RunData& data, ArtifactDir& dir) : data_(data), dir_(dir), lines_(data) {}

  Status write_all();

 private:
  Status write_case(const CasePlace& place);
  Status write_execution(const CasePlace& place, const ExecutionPlace& one);
  Status write_trace(const ExecutionPage& page, const std::string& folder, const std::string& title);
  Status write_payloads(const SpanTree& tree, const std::vector<PayloadFiles>& files, const std::string& folder);

  const RunData& data_;
  ArtifactDir& dir_;
  LineIndex lines_;
};

// The page's title in the browser: "❌ checkout · nightly".
std::string tab_title(const Outcome& outcome, const Case& c, const RunData& data) {
  const std::string& name = c.name.empty() ? c.id : c.name;
  const std::string title = data.title();
  return fmt::format("{} {}{}", mark_of(outcome.status), name, title == name ? "" : " · " + title);
}

Status Renderer::write_all() {
  const std::vector<CasePlace> places = lay_out(data_);
  ITK_TRY(dir_.write("run.jsonl", all_lines(data_)));
  if (data_.is_suite()) {
    ITK_TRY(dir_.write("index.html",
                       make_page(data_.title(), viewer::index_script, viewer::style, suite_data(data_, places))));
    ITK_TRY(dir_.write("report.md", run_report(data_, places)));
  }
  for (const CasePlace& place : places) {
    ITK_TRY(write_case(place));
  }
  return {};
}

Status Renderer::write_case(const CasePlace& place) {
  const Case& c = *place.subject;
  if (place.has_iterations()) {
    const std::string up = data_.is_suite() ? "../index.html" : "";
    const std::string json = iterations_data(data_, place, up);
    ITK_TRY(dir_.write(place.folder + "index.html", make_page(tab_title(outcome_of(data_, c), c, data_),
                                                              viewer::index_script, viewer::style, json)));
    ITK_TRY(dir_.write(place.folder + "report.md", iterations_report(data_, place)));
    if (data_.is_suite()) {
      ITK_TRY(dir_.write(place.folder + "run.jsonl", lines_.about(c)));
    }
  }
  for (const ExecutionPlace& one : place.executions) {
    ITK_TRY(write_execution(place, one));
  }
  return {};
}

Status Renderer::write_execution(const CasePlace& place, const ExecutionPlace& one) {
  const Case& c = *place.subject;
  const Execution& execution = *one.execution;
  const SpanTree tree = build_tree(execution.spans);
  const std::vector<PayloadFiles> files = name_payloads(tree);
  const std::string up = place.has_iterations() ? "../../index.html" : data_.is_suite() ? "../index.html" : "";
  const ExecutionPage page{data_, c, execution, tree, files, up};
  ITK_TRY(write_trace(page, one.folder, tab_title(outcome_of(data_, c, execution), c, data_)));
  ITK_TRY(dir_.write(one.folder + "report.md", execution_report(data_, c, execution, tree)));
  ITK_TRY(dir_.write(one.folder + "sequence.mmd", mermaid(tree)));
  ITK_TRY(dir_.write(one.folder + "spans.jsonl", spans_jsonl(tree)));
  ITK_TRY(write_payloads(tree, files, one.folder));
  return one.folder.empty() ? Status() : dir_.write(one.folder + "run.jsonl", lines_.about(c, execution));
}

Status Renderer::write_trace(const ExecutionPage& page, const std::string& folder, const std::string& title) {
  const std::string trace = trace_data(page);
  ITK_TRY(
      dir_.write(folder + "index.html", make_page(title, viewer::index_script, viewer::style, execution_data(page))));
  ITK_TRY(dir_.write(folder + "trace-viewer.html",
                     make_page(title + " · sequence", viewer::sequence_script, viewer::style, trace)));
  return dir_.write(folder + "timeline.html",
                    make_page(title + " · timeline", viewer::timeline_script, viewer::style, trace));
}

Status Renderer::write_payloads(const SpanTree& tree, const std::vector<PayloadFiles>& files,
                                const std::string& folder) {
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const model::Span& span = *tree.nodes[i].span;
    const std::array payloads = {std::pair{&files[i].request, &span.request},
                                 std::pair{&files[i].response, &span.response},
                                 std::pair{&files[i].error, &span.error}};
    for (const auto& [file, payload] : payloads) {
      if (!file->empty()) {
        ITK_TRY(dir_.write(folder + *file, payload->text + "\n"));
      }
    }
  }
  return {};
}

void say_what_was_written(const Stage& stage, const RunData& data, const std::string& out) {
  std::array<std::size_t, k_statuses> counts{};
  for (const Case& c : data.cases) {
    ++counts[static_cast<std::size_t>(outcome_of(data, c).status)];
  }
  std::string text = plural(static_cast<std::int64_t>(data.cases.size()), "case");
  for (std::size_t i = 0; i < k_statuses; ++i) {
    if (counts[i] > 0) {
      text += fmt::format(", {} {}", counts[i], name_of(static_cast<CaseStatus>(i)));
    }
  }
  stage.log().info(fmt::format("{}: {}/index.html", text, out));
}

}  // namespace

Status render(Stage& stage, const RenderOptions& options) {
  // Before reading: a wrong --out must not cost a run.
  ITK_TRY_ASSIGN(ArtifactDir dir, ArtifactDir::create(options.out));
  if (options.check) {
    return {};
  }
  if (options.tripwire) {
    dir.look_with(
        [&](const std::string& file, std::string_view bytes) { return options.tripwire->check(file, bytes); });
  }
  const RunData data = collect(stage);
  ITK_TRY(Renderer(data, dir).write_all());
  ITK_TRY(dir.commit());
  say_what_was_written(stage, data, options.out);
  return data.broken ? Status(tl::make_unexpected(*data.broken)) : Status();
}

}  // namespace itk::render
