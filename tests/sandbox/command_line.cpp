#include "tests/sandbox/command_line.h"

#include <CLI/CLI.hpp>
#include <vector>

#include "common/base/exit_code.h"
#include "tests/sandbox/faults/rules_file.h"

namespace itk::sandbox {
namespace {

struct Arguments {
  CommandLine line;
  std::string faults_file;
  std::vector<std::string> parameters, secrets;  // NAME=VALUE
  std::int64_t session_seconds = 0;
  std::int64_t delay_least_ms = 150, delay_most_ms = 900;
};

void declare_options(CLI::App& app, Arguments& arguments) {
  SandboxOptions& options = arguments.line.options;
  app.add_option("--port", options.port, "Port on 127.0.0.1; 0 takes any free one")->check(CLI::Range(0, 65535));
  app.add_option("--ready-file", arguments.line.ready_file,
                 "Written when it serves: NAME=value lines that a shell can source");
  app.add_option("--access-key-id", options.account.access_key, "The access key that is accepted");
  app.add_option("--secret-access-key", options.account.secret_key, "Its secret");
  app.add_option("--session-token", options.account.session_token, "The session token that must come with it");
  app.add_option("--account", options.account.id, "Account id");
  app.add_option("--region", options.account.region, "Region");
  app.add_option("--account-alias", options.account.alias, "Account alias; empty: none");
  app.add_option("--parameter", arguments.parameters, "NAME=VALUE: a parameter of SSM; may be repeated");
  app.add_option("--secret", arguments.secrets, "NAME=VALUE: a secret of Secrets Manager; may be repeated");
  app.add_option("--noise", options.noise, "Unrelated executions per second")->check(CLI::Range(0.0, 50.0));
  app.add_option("--workers", options.workers, "Messages that the demo system works on at once")
      ->check(CLI::Range(1, 256));
  app.add_option("--delay-least-ms", arguments.delay_least_ms, "An event can be found this much later, at least")
      ->check(CLI::Range(0, 600'000));
  app.add_option("--delay-most-ms", arguments.delay_most_ms, "... and at most")->check(CLI::Range(0, 600'000));
  app.add_option("--empty-page-every", options.paging.empty_page_every,
                 "Every n-th FilterLogEvents begins with an empty page; 0 never");
  app.add_option("--faults", arguments.faults_file, "Rules of what goes wrong (YAML or JSON; see the README)");
  app.add_option("--deny", options.denied, "IAM actions that nobody may: sqs:SendMessage,logs:*")->delimiter(',');
  app.add_option("--session-seconds", arguments.session_seconds,
                 "Temporary credentials last so long, whatever is asked for; 0: as asked")
      ->check(CLI::Range(0, 43'200));
  app.add_flag("--traces-to-xray", options.traces_to_xray,
               "The demo system's traces go to X-Ray, those behind a queue linked; else to the log group aws/spans");
  app.add_flag("!--no-demo", options.demo, "Serve an empty account");
}

Status add_values(const std::vector<std::string>& pairs, lookups::Values& values) {
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return tl::make_unexpected(usage_error("bad_value", "\"" + pair + "\" is not NAME=VALUE"));
    }
    values[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return {};
}

// What the option table cannot check or convert by itself.
Status complete_options(Arguments& arguments) {
  if (arguments.delay_least_ms > arguments.delay_most_ms) {
    return tl::make_unexpected(usage_error("bad_delay", "--delay-least-ms is above --delay-most-ms; swap them"));
  }
  arguments.line.options.delay = {std::chrono::milliseconds(arguments.delay_least_ms),
                                  std::chrono::milliseconds(arguments.delay_most_ms)};
  if (arguments.session_seconds > 0) {
    arguments.line.options.session = std::chrono::seconds(arguments.session_seconds);
  }
  ITK_TRY(add_values(arguments.parameters, arguments.line.options.parameters));
  ITK_TRY(add_values(arguments.secrets, arguments.line.options.secrets));
  if (!arguments.faults_file.empty()) {
    ITK_TRY_ASSIGN(arguments.line.options.faults, faults::read_rules_file(arguments.faults_file));
  }
  return {};
}

}  // namespace

Result<CommandLine> read_command_line(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("An AWS-compatible endpoint on 127.0.0.1 with a demo agent system, for demo and tests only");
  declare_options(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    arguments.line.is_over = true;
    arguments.line.exit_code = app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::Usage);
    return arguments.line;
  }
  ITK_TRY(complete_options(arguments));
  return arguments.line;
}

}  // namespace itk::sandbox
