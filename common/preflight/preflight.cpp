#include "common/preflight/preflight.h"

#include <fmt/core.h>

#include <algorithm>

namespace itk::preflight {
namespace {

void judge_given(const Given& given, std::vector<Finding>& findings) {
  if (given.cases_with_problems > 0) {
    findings.push_back({"cases-valid", Level::Refusal,
                        fmt::format("{} of {} cases cannot be sent as they are; itk-validate shows why",
                                    given.cases_with_problems, given.cases),
                        ExitCode::Usage});
  } else if (given.cases > 0) {
    findings.push_back({"cases-valid", Level::Ok, fmt::format("{} cases can be sent", given.cases)});
  }
  if (!given.output_problem.empty()) {
    findings.push_back({"output-writable", Level::Refusal, given.output_problem, ExitCode::Usage});
  } else if (!given.output.empty()) {
    findings.push_back({"output-writable", Level::Ok, given.output + " can be written"});
  }
}

}  // namespace

bool Outcome::is_refused() const {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.level == Level::Refusal; });
}

Error Outcome::refusal() const {
  Error error{ErrorClass::Validation, ExitCode::Ok, "preflight", "", {}, {}};
  for (const Finding& finding : findings) {
    if (finding.level == Level::Refusal) {
      error.exit = worst(error.exit, finding.exit);
      error.message += fmt::format("{}{}: {}", error.message.empty() ? "" : "; ", finding.rule, finding.message);
    }
  }
  error.error_class = error.exit == ExitCode::Refused       ? ErrorClass::Auth
                      : error.exit == ExitCode::Unreachable ? ErrorClass::Transient
                                                            : ErrorClass::Validation;
  return error;
}

Result<Outcome> check(const std::vector<Target>& targets, const Policy& policy, const Given& given,
                      const ClientFor& client_for) {
  Outcome outcome;
  ITK_TRY_ASSIGN(outcome.facts, gather_facts(targets, client_for));
  outcome.findings = judge(outcome.facts, policy);
  judge_given(given, outcome.findings);
  outcome.forces_redaction = policy.purpose == Purpose::Read &&
                             std::any_of(outcome.findings.begin(), outcome.findings.end(), [](const Finding& finding) {
                               return finding.rule == "production" && finding.level == Level::Warning;
                             });
  return outcome;
}

}  // namespace itk::preflight
