// itk-sandbox: an AWS-compatible endpoint on 127.0.0.1 with a demo agent system behind it, for demo and tests
// only.
#include <signal.h>

#include <cstdio>
#include <cstdlib>

#include "common/base/atomic_file.h"
#include "common/base/clock.h"
#include "tests/sandbox/command_line.h"
#include "tests/sandbox/sandbox.h"

namespace {

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
  const auto line = itk::sandbox::read_command_line(argc, argv);
  if (!line) {
    return fail(line.error());
  }
  if (line->is_over) {
    return line->exit_code;
  }
  const sigset_t signals = block_end_signals();
  const auto sandbox = itk::sandbox::Sandbox::start(line->options, itk::system_clock());
  if (!sandbox) {
    return fail(sandbox.error());
  }
  if (!line->ready_file.empty()) {
    if (const auto written = itk::write_file(line->ready_file, (*sandbox)->environment()); !written) {
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
