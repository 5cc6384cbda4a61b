#include "itk-compare/summary.h"

#include <fmt/core.h>

#include <algorithm>

#include "itk-compare/verdict.h"

namespace itk::compare {
namespace {

// Without control characters: a case name must not move the cursor of the terminal that shows it.
std::string printable(std::string_view text) {
  std::string result(text);
  std::replace_if(
      result.begin(), result.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return result;
}

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t own = width_of(text);
  return own < width ? text + std::string(width - own, ' ') : text;
}

std::string duration_of(const model::Verdict& verdict) {
  if (!verdict.duration_ms) {
    return "-";
  }
  return *verdict.duration_ms < 1000 ? fmt::format("{:.0f} ms", *verdict.duration_ms)
                                     : fmt::format("{:.2f} s", *verdict.duration_ms / 1000);
}

std::string name_in_table(const model::Verdict& verdict) {
  return printable(verdict.case_id) +
         (verdict.iterations > 1 ? fmt::format(" {}/{}", verdict.passed, verdict.iterations) : "");
}

std::string counts_of(const Report& report) {
  std::string text;
  for (const CaseStatus status :
       {CaseStatus::Passed, CaseStatus::Warning, CaseStatus::Failed, CaseStatus::Error, CaseStatus::Skipped}) {
    const auto count = std::count_if(report.cases.begin(), report.cases.end(), [&](const CaseReport& report_of_case) {
      return report_of_case.verdict.status == name_of(status);
    });
    text += fmt::format("{}{} {} {}", text.empty() ? "" : "   ", mark_of(status), count, name_of(status));
  }
  return text;
}

}  // namespace

std::string format_summary(const Report& report) {
  constexpr std::size_t k_most = 48;
  std::size_t width = 0;
  for (const CaseReport& of_case : report.cases) {
    width = std::max(width, std::min(k_most, width_of(name_in_table(of_case.verdict))));
  }
  std::string text;
  for (const CaseReport& of_case : report.cases) {
    const model::Verdict& verdict = of_case.verdict;
    std::string line =
        fmt::format("{} {}  {:>9}  {}", mark_of(status_from(verdict.status)), padded(name_in_table(verdict), width),
                    duration_of(verdict), printable(verdict.reason));
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  if (report.cases.empty()) {
    text += "no cases" + (report.trouble.empty() ? "" : ": " + printable(report.trouble)) + "\n";
  }
  text += counts_of(report) + "\n";
  for (const model::Run& run : report.runs) {
    const std::string origin = describe_origin(run);
    if (!origin.empty() && text.find(origin) == std::string::npos) {
      text += origin + "\n";
    }
  }
  return text;
}

}  // namespace itk::compare
