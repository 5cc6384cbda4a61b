// itk-validate: what is wrong with cases, fixtures, targets.json, .env files and saved streams, one line per problem.
// Nothing is sent.
#pragma once

#include <string>
#include <vector>

#include "common/base/line_writer.h"
#include "common/settings/settings.h"

namespace itk::invoke {

struct ValidateOptions {
  std::vector<std::string> paths;     // files and folders
  std::vector<std::string> cases;     // files that are cases, whatever they are called
  std::vector<std::string> fixtures;  // and fixtures
  std::string mode;  // "live": variables have to be set; "dev-fixtures"; empty: what only a live run needs is a warning
  std::string folder = ".";  // where the search for .env and targets.json begins
  std::string env_file;
  bool json = false;  // one object per problem
};

// Writes "file:line:column: message" for each problem ("file:line:column: warning: message" where it stops nothing).
// Yields the exit code: 0; 2; 3 where only streams have errors.
Result<ExitCode> validate(const ValidateOptions& options, const Environment& environment, LineWriter& out);

}  // namespace itk::invoke
