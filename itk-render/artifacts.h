// Which files there are, and where: the layout of an artifact folder.
//
//   one case, one iteration   the full set: index.html trace-viewer.html timeline.html report.md sequence.mmd
//                             spans.jsonl payloads/ run.jsonl
//   one case, iterations      index.html report.md run.jsonl, and the full set in iterations/NNNN/
//   a suite                   index.html report.md run.jsonl, and one of the above in <case-id>/
//
// Names of folders and payloads come from ids through safe_name.h.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "itk-render/run_data.h"
#include "itk-render/safe_name.h"
#include "itk-render/span_tree.h"

namespace itk::render {

// A folder for one execution, relative to the top, "" or with a '/' at its end.
struct ExecutionPlace {
  const Execution* execution;
  std::string folder;
};

// A folder for one case.
struct CasePlace {
  const Case* subject;
  std::string folder;
  std::vector<ExecutionPlace> executions;

  bool has_iterations() const { return executions.size() > 1; }
};

std::vector<CasePlace> lay_out(const RunData& data);

// The payload files of one execution, by node of its tree: "payloads/sr-001.request.json", or empty.
struct PayloadFiles {
  std::string request, response, error;
};
std::vector<PayloadFiles> name_payloads(const SpanTree& tree);

// The lines of run.jsonl for one case or one execution: those about it, and those about the run, in their order. They
// read as a filtered stream, which they are. `data` must outlive the index.
class LineIndex {
 public:
  explicit LineIndex(const RunData& data);
  std::string about(const Case& c) const;
  std::string about(const Case& c, const Execution& execution) const;

 private:
  using Places = std::vector<std::size_t>;  // in RunData::lines
  void add(Places& places, const std::map<std::string, Places>& index, const std::string& key) const;
  std::string text_of(Places places) const;

  const RunData& data_;
  std::map<std::string, Places> by_execution_, by_case_;
  Places about_the_run_;
};

// The whole stream, byte for byte.
std::string all_lines(const RunData& data);

}  // namespace itk::render
