#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "common/stage/interrupts.h"
#include "common/stage/run.h"
#include "itk-collect/outside.h"

namespace {

void declare_options(CLI::App& app, itk::collect::Options& options) {
  app.add_option("--log-groups", options.log_groups,
                 "Log groups to look in, instead of what cases and ITK_LOG_GROUPS name")
      ->delimiter(',')
      ->type_name("GROUP,...");
  app.add_option_function<std::vector<std::string>>(
         "--source", [&](const std::vector<std::string>& names) { options.take_sources(names); },
         "What is read: logs (unless set: only these), spans (the log group aws/spans), xray, otlp")
      ->delimiter(',')
      ->check(CLI::IsMember({"logs", "otlp", "spans", "xray"}).description(""))
      ->type_name("NAME,...");
  app.add_option_function<std::string>(
         "--otlp-listen", [&](const std::string& address) { options.listen_for_otlp(address); },
         "Receive OTLP/HTTP there, beside what else is read (--source otlp: 127.0.0.1:4318)")
      ->type_name("ADDRESS");
  CLI::Option* read = app.add_option("--read", options.read, "Read saved evidence instead of AWS, whatever its format")
                          ->type_name("FILE...");
  CLI::Option* since =
      app.add_option("--since", options.since,
                     "Read all events of the log groups since then (24h, or RFC 3339), without invocations")
          ->type_name("TIME")
          ->excludes(read);
  app.add_option("--until", options.until, "End of the window of --since (now)")->type_name("TIME")->needs(since);
  app.add_option("--filter-pattern", options.filter_pattern, "Only events that match CloudWatch's filter pattern")
      ->type_name("PATTERN")
      ->needs(since);
  app.add_option("--read-production", options.read_production,
                 "Read what looks like production; repeats the account id")
      ->type_name("ACCOUNT")
      ->needs(since);
  app.add_option("--quiet", options.quiet_s,
                 "Least time without anything new (case; 10; at least ITK_LOG_DELAY_SECONDS)")
      ->check(CLI::Range(0.0, 3600.0).description(""))
      ->type_name("SECONDS");
  app.add_option("--deadline", options.deadline_s, "Longest wait for a case's evidence, from sending (case; 300)")
      ->check(CLI::Range(0.0, 86'400.0).description(""))
      ->type_name("SECONDS");
  app.add_option("--rate", options.rate, "Calls per second, over all log groups (4; some regions allow 5)")
      ->check(CLI::Range(0.1, 1000.0).description(""))
      ->type_name("N");
  app.add_flag("--all", options.all, "Write all events of the log groups, not only those of the run");
  app.add_option("--env-file", options.env_file, "Read this file instead of looking for .env upwards")
      ->type_name("FILE");
  app.add_option("--profile", options.aws.profile, "AWS profile (AWS_PROFILE)");
  app.add_option("--region", options.aws.region, "AWS region (AWS_REGION)");
  app.add_option("--endpoint-url", options.aws.endpoint_url, "Call this endpoint instead of AWS's (AWS_ENDPOINT_URL)")
      ->type_name("URL");
}

}  // namespace

int main(int argc, char** argv) {
  itk::ToolInfo info;
  info.name = "itk-collect";
  info.summary = "Find the evidence of invocations in CloudWatch Logs; write event and collection records.";
  info.writes = {};  // old collections go where there are invocations to look for (collect.cpp)
  itk::collect::Options options;
  info.starts_pipe = [&] { return options.starts_pipe(); };
  itk::collect::Outside outside = itk::collect::make_outside(options, itk::aws::make_curl_transport);
  outside.interrupts = itk::interrupts;
  if (isatty(STDERR_FILENO) == 1) {
    outside.terminal = [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); };
  }
  return itk::run_tool(
      info, argc, argv, [&](CLI::App& app) { declare_options(app, options); },
      [&](itk::Stage& stage, itk::World& world) { return itk::collect::collect(options, outside, stage, world); });
}
