#include "common/preflight/report.h"

#include <fmt/core.h>

namespace itk::preflight {
namespace {

std::string_view mark(Level level) {
  switch (level) {
    case Level::Ok:
      return "✅";
    case Level::Warning:
      return "⚠️";
    case Level::Refusal:
      return "❌";
  }
  return "";
}

}  // namespace

std::string escape_markdown(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == '\t') {
      escaped += ' ';
      continue;
    }
    if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) {
      escaped += '\\';
    }
    escaped += c;
  }
  return escaped;
}

std::string to_markdown(const Outcome& outcome, Timestamp now) {
  std::string text = fmt::format("# Preflight\n\n{}, {}\n\n| | rule | finding |\n| --- | --- | --- |\n",
                                 outcome.is_refused() ? "Refused: nothing was sent" : "Passed", format_rfc3339(now));
  for (const Finding& finding : outcome.findings) {
    text += fmt::format("| {} | {} | {} |\n", mark(finding.level), finding.rule, escape_markdown(finding.message));
  }
  return text;
}

}  // namespace itk::preflight
