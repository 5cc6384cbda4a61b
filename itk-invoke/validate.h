// itk-validate: what itk-invoke would say about cases, without sending anything, one line per problem.
#pragma once

#include <string>
#include <vector>

#include "common/base/line_writer.h"
#include "common/settings/settings.h"

namespace itk::invoke {

struct ValidateOptions {
  std::vector<std::string> cases;  // files and folders
  std::string mode;  // "live": variables have to be set; "dev-fixtures"; empty: what only a live run needs is a warning
  std::string folder = ".";  // where the search for .env and targets.json begins
  std::string env_file;
};

// Writes "file:line:column: message" for each problem ("file:line:column: warning: message" where it stops nothing).
// Yields the exit code: 0 or 2.
Result<ExitCode> validate(const ValidateOptions& options, const Environment& environment, LineWriter& out);

}  // namespace itk::invoke
