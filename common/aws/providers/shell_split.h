// A command line in words, as a POSIX shell quotes them and without anything else that a shell does:
// credential_process is split like this and run without a shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace itk::aws::providers {

// Single quotes keep all, double quotes keep all but a backslash before " and \, a backslash elsewhere keeps
// the next character. (Python's shlex.split, which AWS's tools use.) The error does not quote the line: it
// may hold a password.
Result<std::vector<std::string>> shell_split(std::string_view line);

}  // namespace itk::aws::providers
