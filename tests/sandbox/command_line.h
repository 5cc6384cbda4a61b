// The command line of itk-sandbox.
#pragma once

#include <string>

#include "common/base/result.h"
#include "tests/sandbox/sandbox.h"

namespace itk::sandbox {

struct CommandLine {
  SandboxOptions options;
  std::string ready_file;
  bool is_over = false;  // help was asked for and given, or the line was wrong and that was said
  int exit_code = 0;
};

Result<CommandLine> read_command_line(int argc, char** argv);

}  // namespace itk::sandbox
