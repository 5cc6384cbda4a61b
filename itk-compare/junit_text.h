// What a JUnit file says, before it is XML: suites, properties, details.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "itk-compare/report.h"
#include "itk-compare/verdict.h"

namespace itk::compare {

// A run and its cases.
struct Suite {
  const model::Run* run = nullptr;  // null: the stream had no run record
  std::string run_id;
  std::string name = "itk";
  std::vector<const CaseReport*> cases;

  std::size_t count(CaseStatus status) const;
  double duration_ms() const;  // of its cases, one after another
};

// One for each run, at least one.
std::vector<Suite> suites_of(const Report& report);

using Properties = std::vector<std::pair<std::string, std::string>>;
Properties properties_of(const model::Run& run);
Properties properties_of(const model::Verdict& verdict);

// What happened, starting with `file:line:` so that problem matchers find it.
std::string details_of(const CaseReport& of_case);

// Seconds with three decimals (more are not valid in junit-10.xsd); what is not a duration is 0.
std::string seconds(double ms);

}  // namespace itk::compare
