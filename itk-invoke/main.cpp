#include <CLI/CLI.hpp>

#include "common/base/ulid.h"
#include "common/stage/interrupts.h"
#include "common/stage/run.h"
#include "itk-invoke/invoke.h"

namespace {

void declare_options(CLI::App& app, itk::invoke::Options& options) {
  app.add_option("case", options.cases, "Case files, or folders whose *.yaml and *.yml are cases (ITK_CASES_DIR)")
      ->type_name("CASE|DIR");
  app.add_option("--mode", options.mode, "live sends; dev-fixtures reads each case's fixture instead (ITK_MODE; live)")
      ->type_name("live|dev-fixtures");
  app.add_option("--suite", options.suite, "Name of the suite (the folder's name)");
  app.add_option("--run-id", options.run_id, "The id of the run, a ULID (a new one)")
      ->check(
          CLI::Validator([](const std::string& text) { return itk::is_ulid(text) ? "" : text + " is no ULID"; }, ""))
      ->type_name("ULID");
  app.add_option("--filter", options.selection.filter, "Only cases whose id matches this glob")->type_name("GLOB");
  app.add_option("--tag", options.selection.tags, "Only cases with one of these tags, without any '!TAG'")
      ->allow_extra_args(false)
      ->type_name("TAG");
  app.add_option("--shard", options.selection.shard, "This machine's share of the cases; auto asks the CI's variables")
      ->type_name("I/N|auto");
  app.add_option("--rerun-failed", options.selection.rerun_failed, "Only cases that failed in this saved run")
      ->type_name("RUN");
  app.add_option("--changed-since", options.selection.changed_since, "Only cases whose files differ from this commit")
      ->type_name("REF");
  app.add_option("--iterations", options.iterations, "How often each case is invoked")
      ->check(CLI::Range(1, 1'000'000).description(""))
      ->type_name("N");
  app.add_flag("--dry-run", options.dry_run, "Write the records and send nothing");
  app.add_option("--env-file", options.env_file, "Read this file instead of looking for .env upwards")
      ->type_name("FILE");
  app.add_option("--profile", options.aws.profile, "AWS profile (AWS_PROFILE)");
  app.add_option("--region", options.aws.region, "AWS region, before the case's own and AWS_REGION");
  app.add_option("--endpoint-url", options.aws.endpoint_url, "Call this endpoint instead of AWS's (AWS_ENDPOINT_URL)")
      ->type_name("URL");
}

}  // namespace

int main(int argc, char** argv) {
  itk::ToolInfo info;
  info.name = "itk-invoke";
  info.summary = "Send what cases say to the system under test; write run, invocation, event and answer records.";
  info.writes = {"run", "invocation", "event", "answer"};
  info.reads = false;
  itk::invoke::Options options;
  const itk::invoke::Outside outside{itk::aws::make_curl_transport, [] { return itk::interrupts() > 0; }};
  return itk::run_tool(
      info, argc, argv, [&](CLI::App& app) { declare_options(app, options); },
      [&](itk::Stage& stage, itk::World& world) { return itk::invoke::invoke(options, outside, stage, world); });
}
