// Programs of the user's that run beside the loop: hooks, and the entrypoint `exec`. Never through a shell.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/aws/loop.h"
#include "common/base/environment.h"

namespace itk::invoke {

struct ProgramCall {
  std::vector<std::string> argv;  // the program, looked up in the PATH of `environment`, and its arguments
  std::string input;              // for its stdin
  std::string folder;             // where it runs; empty: here
  Environment environment;        // all of its variables
  std::optional<Timestamp> deadline;
  std::size_t max_output = 16u << 20;  // of stdout and of stderr
};

struct ProgramOutcome {
  int exit_status = 0;  // 128 + the signal that ended it
  std::string out, err;
};

// An error is that it could not be run, took longer than its deadline, or said more than it may. What it exits with is
// for the caller to judge. It runs in a process group of its own; what of that is left when this ends, however it ends,
// is killed.
Task<Result<ProgramOutcome>> run_program(aws::Loop& loop, ProgramCall call);

}  // namespace itk::invoke
