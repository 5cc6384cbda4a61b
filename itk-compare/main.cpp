#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "common/settings/settings.h"
#include "common/stage/run.h"
#include "itk-compare/compare.h"
#include "itk-compare/junit.h"
#include "itk-compare/summary.h"

int main(int argc, char** argv) {
  std::string fail_on = "failed,regressed,missing,incomplete";
  std::string junit_file;
  std::string dialect = "github";
  bool wants_summary = false;
  const auto declare = [&](CLI::App& app) {
    app.add_option("--junit", junit_file, "Write a JUnit XML report to FILE, whole or not at all")->type_name("FILE");
    app.add_option("--junit-dialect", dialect,
                   "github: file and line of each case, properties; jenkins: valid against the XSD of Jenkins")
        ->check(CLI::IsMember({"github", "jenkins"}))
        ->capture_default_str();
    app.add_option("--fail-on", fail_on,
                   "What makes the exit code negative: failed, regressed, missing, incomplete, inconclusive, or none")
        ->type_name("LIST")
        ->capture_default_str();
    app.add_flag("--summary", wants_summary, "Say the verdicts as a table on stderr (the default on a terminal)");
  };
  const auto work = [&](itk::Stage& stage, itk::World& world) -> itk::Status {
    itk::compare::Options options;
    ITK_TRY_ASSIGN(options.fail_on, itk::compare::parse_fail_on(fail_on));
    itk::compare::Report report;
    const itk::Status compared = itk::compare::compare(stage, options, report);
    if (!junit_file.empty()) {
      ITK_TRY_ASSIGN(const itk::settings::Settings settings,
                     itk::settings::Settings::load({world.environment, ".", ""}));
      ITK_TRY_ASSIGN(itk::redact::Tripwire tripwire, itk::redact::Tripwire::make(settings.environment()));
      const itk::Status written = write_junit(report, itk::compare::junit_dialect(dialect), junit_file, tripwire);
      if (!written) {
        ITK_TRY(stage.report(written.error()));  // beside what may be wrong with the stream
      }
    }
    if (wants_summary || isatty(STDERR_FILENO) == 1) {
      std::fputs(itk::compare::format_summary(report).c_str(), stderr);
    }
    return compared;
  };
  const itk::ToolInfo info{.name = "itk-compare",
                           .summary = "Judge each case against what it expects: check and verdict records, JUnit XML",
                           .writes = {"check", "verdict", "commit"}};
  return itk::run_tool(info, argc, argv, declare, work);
}
