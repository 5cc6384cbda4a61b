// How a case ended, as the pages say it. The verdict is itk-compare's; this adds what only the last stage knows: that
// the stream was cut, or that nobody judged.
#pragma once

#include <string>
#include <string_view>

#include "itk-render/run_data.h"

namespace itk::render {

enum class CaseStatus { Passed, Warning, Failed, Error, Skipped, NotJudged };
inline constexpr std::size_t k_statuses = 6;

std::string_view mark_of(CaseStatus status);  // "✅"
std::string_view name_of(CaseStatus status);  // "passed"

struct Outcome {
  CaseStatus status = CaseStatus::NotJudged;
  std::string reason;  // one line; empty where there is nothing to say
};

// Nothing in a cut stream, and no case with incomplete evidence, has passed.
Outcome outcome_of(const RunData& data, const Case& c);
// One of several iterations, by its own checks.
Outcome outcome_of(const RunData& data, const Case& c, const Execution& execution);

// What is known to be missing from the evidence of an execution.
struct Evidence {
  bool is_known = false;  // some collection or trace says something
  bool is_complete = false;
  std::string reason;
  std::vector<model::Awaited> missing;
};
Evidence evidence_of(const Execution& execution);

// Numbers of an execution or a case: the verdict's or the trace's where they state them, else counted from the spans.
struct Totals {
  std::optional<double> duration_ms;
  std::int64_t spans = 0, errors = 0, retries = 0;
  std::optional<model::Tokens> tokens;
};
Totals totals_of(const Execution& execution);
Totals totals_of(const Case& c);

// What every page of this run has to say first: fixtures, custom endpoint, a cut or filtered stream.
struct Banner {
  std::string kind;  // "fixtures", "endpoint", "cut", "filtered", "incomplete"
  std::string text;
};
std::vector<Banner> banners_of(const RunData& data);
// The same, and what is missing from the evidence.
std::vector<Banner> banners_of(const RunData& data, const Case& c);

}  // namespace itk::render
