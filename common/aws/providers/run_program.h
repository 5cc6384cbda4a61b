// Runs a program without a shell and takes what it says.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "common/base/environment.h"
#include "common/base/result.h"

namespace itk::aws::providers {

struct ProgramOutput {
  int exit_status = 0;  // 128 + the signal that ended it
  std::string out, err;
};

// `words` is the program, looked up in PATH, and its arguments. It gets `environment` and no stdin: that is
// our own records. One that takes longer than `limit`, or writes more than 64 KiB to either, is killed: an
// error.
//
// OfItsOwn: what the program has started is killed with it. Such a program gets no Ctrl-C, and cannot ask at the terminal.
enum class ProcessGroup { Ours, OfItsOwn };
Result<ProgramOutput> run_program(const std::vector<std::string>& words, const Environment& environment,
                                  std::chrono::milliseconds limit, ProcessGroup group = ProcessGroup::Ours);

}  // namespace itk::aws::providers
