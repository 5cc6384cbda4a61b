// report.md: the run or one execution as text, for people without a browser and for comments on pull requests. Text of
// strangers stands in code spans, where GitHub renders nothing and notifies nobody.
#pragma once

#include <string>

#include "itk-render/artifacts.h"
#include "itk-render/outcome.h"

namespace itk::render {

// A suite, or a case with several iterations (then `rows` are its iterations).
std::string run_report(const RunData& data, const std::vector<CasePlace>& places);
std::string iterations_report(const RunData& data, const CasePlace& place);
std::string execution_report(const RunData& data, const Case& c, const Execution& execution, const SpanTree& tree);

}  // namespace itk::render
