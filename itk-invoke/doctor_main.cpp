#include <CLI/CLI.hpp>
#include <filesystem>

#include "common/stage/run.h"
#include "itk-invoke/doctor_command.h"

namespace {

void declare_options(CLI::App& app, itk::invoke::DoctorCommand& command) {
  app.add_option("case", command.doctor.cases, "Case files or folders, whose targets to look at (what is configured)")
      ->type_name("CASE|DIR");
  app.add_option("--rate", command.doctor.rate, "Invocations per second that are planned: which quotas are in the way")
      ->check(CLI::Range(0.001, 1e6).description(""))
      ->type_name("N");
  app.add_option("--format", command.format, "text, json, or md: a filled-in checklist")
      ->check(CLI::IsMember({"text", "json", "md"}).description(""))
      ->type_name("text|json|md");
  app.add_flag_callback(
      "--json", [&] { command.format = "json"; }, "The same as --format json");
  app.add_flag("--self", command.self, "Prove the installation on a case of its own, without a network");
  app.add_flag("--report", command.report, "What to send when asking for help, as Markdown, without secrets");
  app.add_option("--command", command.command, "With --report: what you typed")->type_name("TEXT");
  app.add_option("--errors", command.errors, "With --report: the file that holds what it said")->type_name("FILE");
  app.add_option("--dlq", command.dead_letters_of,
                 "Which dead-lettered messages are of this run (its folder or stream); deletes none")
      ->type_name("RUN");
  app.add_option("--env-file", command.doctor.env_file, "Read this file instead of looking for .env upwards")
      ->type_name("FILE");
  app.add_option("--profile", command.doctor.aws.profile, "AWS profile (AWS_PROFILE)");
  app.add_option("--region", command.doctor.aws.region, "AWS region (AWS_REGION)");
  app.add_option("--endpoint-url", command.doctor.aws.endpoint_url,
                 "Call this endpoint instead of AWS's (AWS_ENDPOINT_URL)")
      ->type_name("URL");
}

}  // namespace

int main(int argc, char** argv) {
  itk::ToolInfo info;
  info.name = "itk-doctor";
  info.summary = "Every precondition of a live run as one line, with what mends it. Sends and changes nothing.";
  info.reads = false;
  info.is_sink = true;  // what it says is for people, not records
  itk::invoke::DoctorCommand command;
  const auto work = [&](itk::Stage& stage, itk::World& world) -> itk::Status {
    std::error_code ignored;
    const std::string executable = std::filesystem::read_symlink("/proc/self/exe", ignored).string();
    ITK_TRY_ASSIGN(
        const itk::invoke::DoctorAnswer answer,
        run_doctor(command, world.environment, itk::aws::make_curl_transport, world.clock, stage.log(), executable));
    ITK_TRY_ASSIGN(itk::LineWriter out, itk::LineWriter::open("-"));
    std::string_view text = answer.text;
    text.remove_suffix(text.ends_with('\n') ? 1 : 0);
    ITK_TRY(out.write(text));
    stage.mark(answer.exit);
    return out.commit();
  };
  return itk::run_tool(
      info, argc, argv, [&](CLI::App& app) { declare_options(app, command); }, work);
}
