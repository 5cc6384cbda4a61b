// itk-sandbox: an AWS-compatible endpoint on 127.0.0.1 with a demo agent system behind it, for demo and tests
// only.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "common/base/atomic_file.h"
#include "common/base/clock.h"
#include "common/base/exit_code.h"
#include "tests/sandbox/faults/rules_file.h"
#include "tests/sandbox/sandbox.h"

namespace {

using itk::sandbox::Sandbox;
using itk::sandbox::SandboxOptions;

struct Arguments {
  SandboxOptions options;
  std::string ready_file, faults_file;
  std::int64_t session_seconds = 0;
  std::int64_t delay_least_ms = 150, delay_most_ms = 900;
};

void declare_options(CLI::App& app, Arguments& arguments) {
  SandboxOptions& options = arguments.options;
  app.add_option("--port", options.port, "Port on 127.0.0.1; 0 takes any free one")->check(CLI::Range(0, 65535));
  app.add_option("--ready-file", arguments.ready_file,
                 "Written when it serves: NAME=value lines that a shell can source");
  app.add_option("--access-key-id", options.account.access_key, "The access key that is accepted");
  app.add_option("--secret-access-key", options.account.secret_key, "Its secret");
  app.add_option("--session-token", options.account.session_token, "The session token that must come with it");
  app.add_option("--account", options.account.id, "Account id");
  app.add_option("--region", options.account.region, "Region");
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
  app.add_flag("!--no-demo", options.demo, "Serve an empty account");
}

// What the option table cannot check or convert by itself.
itk::Status complete_options(Arguments& arguments) {
  if (arguments.delay_least_ms > arguments.delay_most_ms) {
    return tl::make_unexpected(itk::usage_error("bad_delay", "--delay-least-ms is above --delay-most-ms; swap them"));
  }
  arguments.options.delay = {std::chrono::milliseconds(arguments.delay_least_ms),
                             std::chrono::milliseconds(arguments.delay_most_ms)};
  if (arguments.session_seconds > 0) {
    arguments.options.session = std::chrono::seconds(arguments.session_seconds);
  }
  if (!arguments.faults_file.empty()) {
    ITK_TRY_ASSIGN(arguments.options.faults, itk::sandbox::faults::read_rules_file(arguments.faults_file));
  }
  return {};
}

// Blocks them in this thread and all that it starts, so that sigwait gets them.
sigset_t block_end_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

int fail(const itk::Error& error) {
  std::fprintf(stderr, "itk-sandbox: error: %s\n", error.message.c_str());
  return static_cast<int>(error.exit);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("An AWS-compatible endpoint on 127.0.0.1 with a demo agent system, for demo and tests only");
  declare_options(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(itk::ExitCode::Usage);
  }
  if (const auto complete = complete_options(arguments); !complete) {
    return fail(complete.error());
  }
  const sigset_t signals = block_end_signals();
  const auto sandbox = Sandbox::start(arguments.options, itk::system_clock());
  if (!sandbox) {
    return fail(sandbox.error());
  }
  if (!arguments.ready_file.empty()) {
    if (const auto written = itk::write_file(arguments.ready_file, (*sandbox)->environment()); !written) {
      return fail(written.error());
    }
  }
  std::fprintf(stderr, "itk-sandbox: info: serving on %s\n", (*sandbox)->endpoint().c_str());
  int signal = 0;
  sigwait(&signals, &signal);
  (*sandbox)->drain();
  // Not through destructors: an idle keep-alive connection would hold them until it times out.
  std::quick_exit(0);
}
