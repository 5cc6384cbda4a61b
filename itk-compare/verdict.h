// From evidence to checks, and from checks to the status of an iteration.
#pragma once

#include <string>
#include <vector>

#include "itk-compare/evidence.h"

namespace itk::compare {

// The best first: the worst iteration decides the case.
enum class CaseStatus { Skipped, Passed, Warning, Failed, Error };

std::string_view name_of(CaseStatus status);
// ✅ ⚠️ ❌ 💥 ⏭
std::string_view mark_of(CaseStatus status);
// The status with this name; `Error` for a name that is none.
CaseStatus status_from(std::string_view name);

// An expectation that the grammar refuses: itk-invoke would have refused it before sending.
struct BadExpectation {
  std::string message;
  std::optional<model::Position> at;
};

// What the spans of one iteration show. They are not needed afterwards.
struct Judgement {
  std::vector<model::Check> checks;
  std::vector<BadExpectation> bad;
  std::int64_t spans = 0;
  std::int64_t errors = 0;
  std::int64_t retries = 0;
  std::optional<double> duration_ms;
  std::optional<model::Tokens> tokens;
  std::optional<double> cost_usd;
};

// Judges each expectation; a case that has none expects has_spans. A case that was never run gets no checks.
Judgement judge(const Evidence& evidence);

struct IterationResult {
  CaseStatus status = CaseStatus::Error;
  std::string reason;  // why it is not Passed, one line
};

// The status of an iteration; `trouble`: what is wrong with the stream as a whole, or "".
IterationResult conclude(const Evidence& evidence, const Judgement& judgement, const std::string& trouble);

// Whether its answers say that it was not run.
bool was_skipped(const Evidence& evidence);

}  // namespace itk::compare
