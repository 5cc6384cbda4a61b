#include "itk-invoke/options.h"

#include <CLI/CLI.hpp>

#include "common/base/duration.h"
#include "common/base/ulid.h"

namespace itk::invoke {
namespace {

CLI::Option* add_duration(CLI::App& app, const std::string& name, std::chrono::milliseconds& duration,
                          const std::string& help) {
  return app
      .add_option_function<std::string>(
          name,
          [name, &duration](const std::string& text) {
            const std::optional<std::int64_t> ms = parse_duration(text);
            if (!ms) {
              throw CLI::ValidationError(name, text + " is no duration; write it like 30s, 5m or 2h");
            }
            duration = std::chrono::milliseconds(*ms);
          },
          help)
      ->type_name("TIME");
}

void declare_what(CLI::App& app, Options& options) {
  app.add_option("case", options.cases, "Case files, or folders whose *.yaml and *.yml are cases (ITK_CASES_DIR)")
      ->type_name("CASE|DIR");
  app.add_option("--mode", options.mode, "live sends; dev-fixtures reads each case's fixture instead (ITK_MODE; live)")
      ->type_name("live|dev-fixtures");
  app.add_option("--suite", options.suite, "Name of the suite (the folder's name)");
  app.add_option("--run-id", options.run_id, "The id of the run, a ULID (a new one)")
      ->check(CLI::Validator([](const std::string& text) { return is_ulid(text) ? "" : text + " is no ULID"; }, ""))
      ->type_name("ULID");
  app.add_option("--resume", options.resume, "Go on with the run that this saved stream of itk-invoke holds")
      ->type_name("FILE")
      ->excludes("--run-id");
  app.add_flag("--dry-run", options.dry_run, "Write the records and send nothing");
}

void declare_selection(CLI::App& app, Options& options) {
  Selection& selection = options.selection;
  app.add_option("--filter", selection.filter, "Only cases whose id matches this glob")->type_name("GLOB");
  app.add_option("--tag", selection.tags, "Only cases with one of these tags, without any '!TAG'")
      ->allow_extra_args(false)
      ->type_name("TAG");
  app.add_option("--shard", selection.shard, "This machine's share of the cases; auto asks the CI's variables")
      ->type_name("I/N|auto");
  app.add_option("--rerun-failed", selection.rerun_failed, "Only cases that failed in this saved run")
      ->type_name("RUN");
  app.add_option("--changed-since", selection.changed_since, "Only cases whose files differ from this commit")
      ->type_name("REF");
  app.add_option("--plan", options.plan, "Only the cases, and as often, as the plan records of this file say")
      ->type_name("FILE");
}

void declare_pace(CLI::App& app, Options& options) {
  app.add_flag("--soak", options.soak, "What is not said here comes from ITK_SOAK_*; 10 iterations, 5 at once");
  app.add_option("--iterations", options.iterations, "How often each case is invoked (as the case says, else once)")
      ->check(CLI::Range(1, 1'000'000'000).description(""))
      ->type_name("N");
  add_duration(app, "--duration", options.duration, "Begin executions for this long, over and over");
  app.add_flag("--continuous", options.continuous, "Begin executions until interrupted");
  app.add_option("-j,--jobs,--max-inflight", options.pace.max_inflight, "Executions under way at once (1)")
      ->check(CLI::Range(1, 100'000).description(""))
      ->type_name("N");
  app.add_option("--rate", options.pace.rate, "Executions begun per second, at most")
      ->check(CLI::PositiveNumber.description(""))
      ->type_name("N");
  add_duration(app, "--interval", options.pace.interval, "Least time between two executions");
  add_duration(app, "--warm-up", options.pace.warm_up, "Time in which the rate climbs to --rate")->needs("--rate");
  app.add_option("--batch", options.batch, "Messages that are due together leave in one SendMessageBatch (1)")
      ->check(CLI::Range(1, 10).description(""))
      ->type_name("N");
}

void declare_ends(CLI::App& app, Options& options) {
  app.add_option("--stop-on", options.stop_on, "Begin no more once this holds: failures>3, errors>=1, throttles>5%")
      ->allow_extra_args(false)
      ->type_name("RULE");
  app.add_option("--max-usd", options.max_usd, "Begin no more once the traces have cost as much (needs --feedback)")
      ->check(CLI::PositiveNumber.description(""))
      ->type_name("USD")
      ->needs(app.add_option("--feedback", options.feedback, "A FIFO with the records of the last stage")
                  ->type_name("FIFO"));
  app.add_option("--max-tokens", options.max_tokens, "Begin no more once models have used as many tokens")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 53).description(""))
      ->type_name("N");
}

void declare_safety(CLI::App& app, Options& options) {
  app.add_flag("--allow-exec", options.allow_exec, "Let cases run programs: the entrypoint exec, and hooks");
  app.add_option("--allow-production", options.preflight.allow_production,
                 "Send although something looks like production; repeats the account's id")
      ->type_name("ACCOUNT");
  app.add_option("--preflight", options.preflight.report, "Write what was checked before the first send, as Markdown")
      ->type_name("FILE");
}

void declare_where(CLI::App& app, Options& options) {
  app.add_option("--env-file", options.env_file, "Read this file instead of looking for .env upwards")
      ->type_name("FILE");
  app.add_option("--profile", options.aws.profile, "AWS profile (AWS_PROFILE)");
  app.add_option("--region", options.aws.region, "AWS region, before the case's own and AWS_REGION");
  app.add_option("--endpoint-url", options.aws.endpoint_url, "Call this endpoint instead of AWS's (AWS_ENDPOINT_URL)")
      ->type_name("URL");
}

}  // namespace

void declare_options(CLI::App& app, Options& options) {
  declare_what(app, options);
  declare_selection(app, options);
  declare_pace(app, options);
  declare_ends(app, options);
  declare_safety(app, options);
  declare_where(app, options);
}

}  // namespace itk::invoke
