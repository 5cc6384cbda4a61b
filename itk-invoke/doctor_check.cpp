#include "itk-invoke/doctor_check.h"

#include <fmt/core.h>

#include "common/json/writer.h"
#include "common/preflight/report.h"

namespace itk::invoke {
namespace {

std::string_view symbol(Mark mark) { return mark == Mark::Ok ? "✅" : mark == Mark::Warning ? "⚠️" : "❌"; }

std::string_view word(Mark mark) { return mark == Mark::Ok ? "ok" : mark == Mark::Warning ? "warning" : "bad"; }

}  // namespace

ExitCode exit_code_of(const Checks& checks) {
  ExitCode exit = ExitCode::Ok;
  for (const Check& check : checks) {
    exit = check.mark == Mark::Bad ? worst(exit, check.exit) : exit;
  }
  return exit;
}

std::string to_text(const Checks& checks) {
  std::string text;
  for (const Check& check : checks) {
    text += fmt::format("{} {}: {}{}\n", symbol(check.mark), check.name, check.text,
                        check.mend.empty() ? "" : "  → " + check.mend);
  }
  return text;
}

std::string to_json(const Checks& checks) {
  std::string text;
  json::ObjectWriter report(text);
  report.key("checks");
  text += '[';
  for (const Check& check : checks) {
    text += text.ends_with('[') ? "" : ",";
    json::ObjectWriter line(text);
    line.string("name", check.name);
    line.string("mark", word(check.mark));
    line.string("text", check.text);
    if (!check.mend.empty()) {
      line.string("mend", check.mend);
    }
    line.close();
  }
  text += ']';
  report.integer("exit", static_cast<int>(exit_code_of(checks)));
  report.close();
  return text + "\n";
}

std::string to_markdown(const Checks& checks) {
  std::string text = "# ITK: preconditions\n\n";
  for (const Check& check : checks) {
    text += fmt::format("- [{}] {} **{}**: {}\n", check.mark == Mark::Ok ? 'x' : ' ', symbol(check.mark),
                        preflight::escape_markdown(check.name), preflight::escape_markdown(check.text));
    if (!check.mend.empty()) {
      text += fmt::format("  - {}\n", preflight::escape_markdown(check.mend));
    }
  }
  return text;
}

}  // namespace itk::invoke
