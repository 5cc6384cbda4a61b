#include <CLI/CLI.hpp>

#include "common/stage/run.h"
#include "itk-invoke/validate.h"

namespace {

void declare_options(CLI::App& app, itk::invoke::ValidateOptions& options) {
  app.add_option("case", options.cases, "Case files, or folders whose *.yaml and *.yml are cases")
      ->type_name("CASE|DIR");
  app.add_option("--case", options.cases, "A case file; may be given again")->type_name("FILE");
  app.add_option("--mode", options.mode, "What the cases are for; without it, what only a live run needs is a warning")
      ->check(CLI::IsMember({"live", "dev-fixtures"}).description(""))
      ->type_name("live|dev-fixtures");
  app.add_option("--env-file", options.env_file, "Read this file instead of looking for .env upwards")
      ->type_name("FILE");
}

}  // namespace

int main(int argc, char** argv) {
  itk::ToolInfo info;
  info.name = "itk-validate";
  info.summary = "Check case files: one line \"file:line:column: message\" on stdout for each problem.";
  info.reads = false;
  info.is_sink = true;  // its lines are for people and editors, not records
  itk::invoke::ValidateOptions options;
  const auto work = [&](itk::Stage& stage, itk::World& world) -> itk::Status {
    if (options.cases.empty()) {
      return tl::make_unexpected(itk::usage_error("no_cases", "name case files or a folder of them"));
    }
    ITK_TRY_ASSIGN(itk::LineWriter out, itk::LineWriter::open("-"));
    ITK_TRY_ASSIGN(const itk::ExitCode exit, itk::invoke::validate(options, world.environment, out));
    stage.mark(exit);
    return {};
  };
  return itk::run_tool(
      info, argc, argv, [&](CLI::App& app) { declare_options(app, options); }, work);
}
