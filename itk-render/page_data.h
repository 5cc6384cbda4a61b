// What the pages are told, as JSON. viewer/data.js documents the shapes; they are private to one build of itk-render.
#pragma once

#include <string>

#include "itk-render/artifacts.h"
#include "itk-render/outcome.h"

namespace itk::render {

// A payload longer than this is cut on the page and linked as a file.
inline constexpr std::size_t k_most_payload_on_page = 64u << 10;

// index.html of the whole run: a suite, with a row for each case.
std::string suite_data(const RunData& data, const std::vector<CasePlace>& places);
// index.html of a case with several iterations: a row for each. `up` leads to the page above, or is empty.
std::string iterations_data(const RunData& data, const CasePlace& place, const std::string& up);

// One execution, for its index.html and its two trace pages.
struct ExecutionPage {
  const RunData& data;
  const Case& subject;
  const Execution& execution;
  const SpanTree& tree;
  const std::vector<PayloadFiles>& files;  // by node of the tree
  std::string up;
};
std::string execution_data(const ExecutionPage& page);
std::string trace_data(const ExecutionPage& page);

}  // namespace itk::render
