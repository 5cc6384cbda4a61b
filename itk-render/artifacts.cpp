#include "itk-render/artifacts.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "itk-render/artifact_dir.h"
#include "itk-render/span_export.h"

namespace itk::render {
namespace {

// "0001/"; a second run's iteration 1 of the same case is "0001~2/".
std::vector<ExecutionPlace> place_iterations(const Case& c, const std::string& folder) {
  NameSpace names;
  std::vector<ExecutionPlace> places;
  for (const Execution& execution : c.executions) {
    const std::string name = names.claim(fmt::format("{:04}", execution.iteration));
    places.push_back({&execution, c.executions.size() == 1 ? folder : folder + "iterations/" + name + "/"});
  }
  return places;
}

bool is_about_the_run(const Line& line) {
  return line.execution.empty() && line.case_id.empty() &&
         (line.type == "run" || line.type == "commit" || line.type == "error" || line.type == "end");
}

}  // namespace

std::vector<CasePlace> lay_out(const RunData& data) {
  NameSpace names({k_marker, "index.html", "report.md", "run.jsonl"});
  std::vector<CasePlace> places;
  for (const Case& c : data.cases) {
    const std::string folder = data.is_suite() ? names.claim(c.id) + "/" : "";
    places.push_back({&c, folder, place_iterations(c, folder)});
  }
  return places;
}

std::vector<PayloadFiles> name_payloads(const SpanTree& tree) {
  NameSpace names;
  std::vector<PayloadFiles> files;
  for (const Node& node : tree.nodes) {
    const std::string base = "payloads/" + names.claim(shown_id(*node.span));
    const auto named = [&](const RawJson& payload, std::string_view what) {
      return payload.empty() ? std::string() : fmt::format("{}.{}.json", base, what);
    };
    files.push_back({named(node.span->request, "request"), named(node.span->response, "response"),
                     named(node.span->error, "error")});
  }
  return files;
}

LineIndex::LineIndex(const RunData& data) : data_(data) {
  for (std::size_t i = 0; i < data.lines.size(); ++i) {
    const Line& line = data.lines[i];
    if (!line.execution.empty()) {
      by_execution_[line.execution].push_back(i);
    } else if (!line.case_id.empty()) {
      by_case_[line.case_id].push_back(i);
    } else if (is_about_the_run(line)) {
      about_the_run_.push_back(i);
    }
  }
}

void LineIndex::add(Places& places, const std::map<std::string, Places>& index, const std::string& key) const {
  if (const auto found = index.find(key); found != index.end()) {
    places.insert(places.end(), found->second.begin(), found->second.end());
  }
}

std::string LineIndex::text_of(Places places) const {
  places.insert(places.end(), about_the_run_.begin(), about_the_run_.end());
  std::sort(places.begin(), places.end());
  std::string text;
  for (std::size_t i : places) {
    text += data_.lines[i].text + "\n";
  }
  return text;
}

std::string LineIndex::about(const Case& c) const {
  Places places;
  for (const Execution& execution : c.executions) {
    add(places, by_execution_, execution.key);
  }
  add(places, by_case_, c.id);
  return text_of(std::move(places));
}

std::string LineIndex::about(const Case& c, const Execution& execution) const {
  Places places;
  add(places, by_execution_, execution.key);
  add(places, by_case_, c.id);
  return text_of(std::move(places));
}

std::string all_lines(const RunData& data) {
  std::string text;
  for (const Line& line : data.lines) {
    text += line.text + "\n";
  }
  return text;
}

}  // namespace itk::render
