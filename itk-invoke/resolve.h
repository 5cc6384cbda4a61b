// Targets that somebody else knows: ITK_RESOLVER_CMD, a command of the user's own, says what targets.json holds.
#pragma once

#include <chrono>
#include <string>

#include "common/base/log.h"
#include "common/settings/settings.h"

namespace itk::invoke {

// What a resolver said, checked: one JSON object of texts, numbers, lists of texts, and whatever it has beside them.
struct Targets {
  std::string json;
  std::size_t count = 0;
};

// Every problem in one error. `source` names the text in messages.
Result<Targets> read_targets_json(std::string_view text, std::string_view source);

struct ResolverOptions {
  std::string folder = ".";  // where the search for .env begins
  std::string env_file;
  std::string command;  // instead of ITK_RESOLVER_CMD
  std::string output;   // instead of where targets.json is looked for
  std::chrono::milliseconds limit{30'000};
};

struct Resolved {
  std::string command;
  std::string path;  // of targets.json
  Targets targets;
};

// Runs the command through /bin/sh -c, in this process's folder, with the settings as its environment. It says its JSON
// on stdout, or writes the file that ITK_RESOLVER_OUTPUT names and says nothing. A command that fails, or that says
// something else, is exit 2 with the end of its stderr. Writes nothing.
Result<Resolved> run_resolver(const settings::Settings& settings, const ResolverOptions& options);

// Writes targets.json, whole or not at all, with the folder that it is to be in.
Status write_targets(const Resolved& resolved);

// Where targets.json is, or is to be: `output`, the file of ITK_RESOLVER_OUTPUT, the .itk/targets.json that is found
// upwards, else .itk/targets.json beside .env, or at the root of the repository, or here.
std::string targets_path(const settings::Settings& settings, const ResolverOptions& options);

// The settings of a run: with ITK_RESOLVER_CMD set, targets.json is refreshed first.
Result<settings::Settings> load_settings(const settings::Settings::Sources& sources, const Logger& log);

}  // namespace itk::invoke
