#include <CLI/CLI.hpp>

#include "common/stage/run.h"
#include "itk-invoke/resolve_command.h"

namespace {

void declare_options(CLI::App& app, itk::invoke::ResolveCommand& command, double& limit_s) {
  app.add_option("--command", command.resolver.command, "Run this instead of ITK_RESOLVER_CMD")->type_name("TEXT");
  app.add_option("--targets", command.resolver.output, "Write this file instead of .itk/targets.json")
      ->type_name("FILE");
  app.add_option("--timeout", limit_s, "How long the command may take, in seconds (30)")
      ->check(CLI::Range(0.1, 3600.0).description(""))
      ->type_name("SECONDS");
  app.add_flag("--discover", command.discover, "List what there is in the account, and add what is missing to .env");
  app.add_option("--match", command.match, "With --discover: only what this glob matches")->type_name("GLOB");
  app.add_flag("--dry-run", command.dry_run, "Write no file; show what would be written");
  app.add_option("--env-file", command.resolver.env_file, "Use this file instead of looking for .env upwards")
      ->type_name("FILE");
  app.add_option("--profile", command.aws.profile, "AWS profile (AWS_PROFILE)");
  app.add_option("--region", command.aws.region, "AWS region (AWS_REGION)");
  app.add_option("--endpoint-url", command.aws.endpoint_url, "Call this endpoint instead of AWS's (AWS_ENDPOINT_URL)")
      ->type_name("URL");
}

}  // namespace

int main(int argc, char** argv) {
  itk::ToolInfo info;
  info.name = "itk-resolve";
  info.summary = "Run ITK_RESOLVER_CMD and write targets.json, or discover candidates for .env.";
  info.reads = false;
  info.is_sink = true;  // what it says is for people, not records
  itk::invoke::ResolveCommand command;
  double limit_s = 30;
  const auto work = [&](itk::Stage& stage, itk::World& world) -> itk::Status {
    command.resolver.limit = std::chrono::milliseconds(static_cast<std::int64_t>(limit_s * 1000));
    ITK_TRY_ASSIGN(itk::LineWriter out, itk::LineWriter::open("-"));
    ITK_TRY(run_resolve(command, world.environment, itk::aws::make_curl_transport, world.clock, stage.log(), out));
    return out.commit();
  };
  return itk::run_tool(
      info, argc, argv, [&](CLI::App& app) { declare_options(app, command, limit_s); }, work);
}
