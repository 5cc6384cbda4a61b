#include <CLI/CLI.hpp>

#include "common/stage/run.h"
#include "itk-invoke/schema_check.h"
#include "itk-invoke/validate.h"

namespace {

struct MainOptions {
  itk::invoke::ValidateOptions validate;
  std::string schema;  // print this one instead
};

void declare_options(CLI::App& app, MainOptions& options) {
  app.add_option("file", options.validate.paths,
                 "Cases, fixtures, targets.json, .env files and saved streams, or folders with them; \"-\" is a stream "
                 "on stdin")
      ->type_name("FILE|DIR");
  app.add_option("--case", options.validate.cases, "A case, whatever it is called; may be given again")
      ->allow_extra_args(false)
      ->type_name("FILE");
  app.add_option("--fixture", options.validate.fixtures, "A fixture, whatever it is called; may be given again")
      ->allow_extra_args(false)
      ->type_name("FILE");
  app.add_option("--mode", options.validate.mode,
                 "What the cases are for; without it, what only a live run needs is a warning")
      ->check(CLI::IsMember({"live", "dev-fixtures"}).description(""))
      ->type_name("live|dev-fixtures");
  app.add_flag("--json", options.validate.json,
               "One object for each problem: file, line, column, level, code, message");
  app.add_option("--schema", options.schema,
                 "Print a JSON Schema: case, fixture, targets, or the name of a record such as span")
      ->expected(0, 1)
      ->default_str("case")
      ->type_name("[NAME]");
  app.add_option("--env-file", options.validate.env_file, "Read this file instead of looking for .env upwards")
      ->type_name("FILE");
}

itk::Status run(const MainOptions& options, itk::Stage& stage, const itk::World& world) {
  ITK_TRY_ASSIGN(itk::LineWriter out, itk::LineWriter::open("-"));
  if (!options.schema.empty()) {
    ITK_TRY_ASSIGN(std::string_view text, itk::invoke::schema_text(options.schema));
    ITK_TRY(out.write(text.substr(0, text.find_last_not_of('\n') + 1)));
    return out.commit();
  }
  if (options.validate.paths.empty() && options.validate.cases.empty() && options.validate.fixtures.empty()) {
    return tl::make_unexpected(itk::usage_error(
        "no_files", "name cases, fixtures, targets.json, .env files, saved streams or a folder with them"));
  }
  ITK_TRY_ASSIGN(const itk::ExitCode exit, itk::invoke::validate(options.validate, world.environment, out));
  stage.mark(exit);
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  itk::ToolInfo info;
  info.name = "itk-validate";
  info.summary =
      "Check cases, fixtures, targets, settings and saved streams: \"file:line:column: message\" for each problem.";
  info.reads = false;
  info.is_sink = true;  // its lines are for people and editors, not records
  MainOptions options;
  return itk::run_tool(
      info, argc, argv, [&](CLI::App& app) { declare_options(app, options); },
      [&](itk::Stage& stage, itk::World& world) { return run(options, stage, world); });
}
