#include "itk-compare/junit_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace itk::compare {
namespace {

std::string place_of(const model::Verdict& verdict) {
  if (verdict.file.empty()) {
    return "";
  }
  return verdict.line ? fmt::format("{}:{}: ", verdict.file, *verdict.line) : verdict.file + ": ";
}

std::string place_of(const model::Check& check, const model::Verdict& verdict) {
  return check.at ? fmt::format("{}:{}:{}: ", check.at->file, check.at->line, check.at->column) : place_of(verdict);
}

}  // namespace

std::size_t Suite::count(CaseStatus status) const {
  return static_cast<std::size_t>(std::count_if(cases.begin(), cases.end(), [&](const CaseReport* of_case) {
    return status_from(of_case->verdict.status) == status;
  }));
}

double Suite::duration_ms() const {
  double sum = 0;
  for (const CaseReport* of_case : cases) {
    sum += std::max(0.0, of_case->verdict.duration_ms.value_or(0));
  }
  return sum;
}

std::vector<Suite> suites_of(const Report& report) {
  std::vector<Suite> suites;
  const auto suite_of = [&](const std::string& run_id) -> Suite& {
    const auto it = std::find_if(suites.begin(), suites.end(), [&](const Suite& s) { return s.run_id == run_id; });
    if (it != suites.end()) {
      return *it;
    }
    suites.emplace_back().run_id = run_id;
    return suites.back();
  };
  for (const model::Run& run : report.runs) {
    Suite& suite = suite_of(run.run);
    suite.run = &run;
    suite.name = run.suite.empty() ? "itk" : run.suite;
  }
  for (const CaseReport& of_case : report.cases) {
    suite_of(of_case.verdict.run).cases.push_back(&of_case);
  }
  if (suites.empty()) {
    suites.emplace_back();
  }
  return suites;
}

Properties properties_of(const model::Verdict& verdict) {
  Properties properties = {
      {"status", verdict.status},
      {"iterations", std::to_string(verdict.iterations)},
      {"passed", std::to_string(verdict.passed)},
      {"spans", std::to_string(verdict.spans)},
      {"errors", std::to_string(verdict.errors)},
      {"retries", std::to_string(verdict.retries)},
  };
  if (verdict.tokens) {
    properties.emplace_back("tokens.input", std::to_string(verdict.tokens->input));
    properties.emplace_back("tokens.output", std::to_string(verdict.tokens->output));
  }
  if (verdict.cost_usd) {
    properties.emplace_back("cost_usd", fmt::format("{:.6g}", *verdict.cost_usd));
  }
  for (const std::string& inv : verdict.inv) {
    properties.emplace_back("inv", inv);
  }
  return properties;
}

Properties properties_of(const model::Run& run) {
  Properties properties = {
      {"run", run.run}, {"mode", run.mode},     {"endpoint", run.endpoint}, {"endpoint_url", run.endpoint_url},
      {"env", run.env}, {"region", run.region}, {"shard", run.shard},       {"itk.version", run.version}};
  std::erase_if(properties, [](const auto& property) { return property.second.empty(); });
  return properties;
}

std::string details_of(const CaseReport& of_case) {
  const model::Verdict& verdict = of_case.verdict;
  std::string text;
  if (of_case.checks.empty() || verdict.status == "error") {
    text += place_of(verdict) + verdict.reason + "\n";
  }
  for (const model::Check& check : of_case.checks) {
    text +=
        fmt::format("{}{}: expected {}, got {}", place_of(check, verdict), check.name, check.expected, check.actual);
    text += verdict.iterations > 1 ? fmt::format(" (iteration {})\n", check.iteration) : "\n";
    if (!check.spans.empty()) {
      text += "  first span: " + check.spans.front() + "\n";
    }
  }
  text += "case: " + verdict.case_id + (verdict.name.empty() ? "" : " (" + verdict.name + ")") + "\n";
  text += verdict.run.empty() ? "" : "run: " + verdict.run + "\n";
  return text;
}

std::string seconds(double ms) { return fmt::format("{:.3f}", std::isfinite(ms) && ms > 0 ? ms / 1000 : 0.0); }

}  // namespace itk::compare
