#include "itk-invoke/doctor_settings.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "common/aws/providers/run_program.h"
#include "common/base/atomic_file.h"
#include "common/base/nearest.h"
#include "common/settings/dotenv.h"
#include "common/settings/find_upwards.h"
#include "common/settings/known_names.h"

namespace itk::invoke {
namespace {

namespace fs = std::filesystem;

// Of a name that ITK does not read: what it may have been meant to be, if anything.
std::string nearest_name(const std::string& name) {
  const std::vector<std::string> near = nearest_names(name, settings::known_names(), 1);
  return near.empty() ? "" : near[0];
}

void check_entry(const std::string& name, const std::string& value, const std::string& where, Checks& checks) {
  if (settings::is_unfilled(value)) {
    checks.push_back({"settings", Mark::Warning, fmt::format("{} ({}) is still to be filled in", name, where),
                      "fill it in (itk discover lists candidates), or remove the line"});
    return;
  }
  if (const settings::KnownName* known = settings::find_known(name)) {
    if (const std::string why = settings::describe_bad_value(*known, value); !why.empty() && !value.empty()) {
      checks.push_back({"settings", Mark::Bad, fmt::format("{} ({}) {}", name, where, why), "mend the value"});
    }
    return;
  }
  if (name.starts_with("ITK_")) {
    const std::string near = nearest_name(name);
    checks.push_back(
        {"settings", Mark::Warning, fmt::format("{} ({}) is no setting of ITK", name, where),
         fmt::format("{}, unless a case says ${{{}}}", near.empty() ? "remove it" : "call it " + near, name)});
  }
}

// Others may have their own ITK_ variables in the environment: only what looks like a slip of the pen counts.
void check_environment(const Environment& environment, Checks& checks) {
  for (const auto& [name, value] : environment.values()) {
    const bool is_ours = name.starts_with("ITK_") && !value.empty();
    if (is_ours && (settings::find_known(name) != nullptr || !nearest_name(name).empty())) {
      check_entry(name, value, "environment", checks);
    }
  }
}

void check_file(const std::string& path, Checks& checks) {
  const Result<std::string> text = read_file(path);
  if (!text) {
    checks.push_back({"settings", Mark::Bad, text.error().message, "make " + path + " readable"});
    return;
  }
  const settings::Dotenv dotenv = settings::parse_dotenv(*text);
  checks.push_back({"settings", Mark::Ok, fmt::format("{} names {} values", path, dotenv.entries.size())});
  for (const settings::Dotenv::Unread& line : dotenv.unread) {
    checks.push_back({"settings", Mark::Warning,
                      fmt::format("{}:{}: {}; the line is ignored", path, line.line, line.why), "write NAME=value"});
  }
  for (const settings::DotenvEntry& entry : dotenv.entries) {
    check_entry(entry.name, entry.value, fmt::format("{}:{}", path, entry.line), checks);
  }
}

// git's exit status; nothing where there is no git.
std::optional<int> git(const std::string& path, std::vector<std::string> words, const Environment& environment) {
  const fs::path file(path);
  const std::string folder = file.has_parent_path() ? file.parent_path().string() : ".";
  std::vector<std::string> command = {"git", "-C", folder};
  command.insert(command.end(), words.begin(), words.end());
  command.push_back(file.filename().string());
  const auto output = aws::providers::run_program(command, environment, std::chrono::seconds(10));
  return output ? std::optional(output->exit_status) : std::nullopt;
}

void check_git(const std::string& path, const Environment& environment, Checks& checks) {
  const std::optional<int> tracked = git(path, {"ls-files", "--error-unmatch", "--"}, environment);
  if (!tracked || *tracked > 1) {
    return;  // no git, or no repository
  }
  const std::string folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path().string() + "/" : "";
  if (*tracked == 0) {
    checks.push_back(
        {"git", Mark::Bad, path + " is tracked by git, and its values are in the history",
         fmt::format("git rm --cached {} && echo .env >> {}.gitignore, and change the secrets in it", path, folder),
         ExitCode::Refused});
  } else if (git(path, {"check-ignore", "-q", "--"}, environment) == 1) {
    checks.push_back({"git", Mark::Warning, path + " is not ignored by git: the next git add -A tracks it",
                      fmt::format("echo .env >> {}.gitignore (itk init does it)", folder)});
  } else {
    checks.push_back({"git", Mark::Ok, path + " is not tracked"});
  }
}

}  // namespace

void check_settings(const settings::Settings& settings, const Environment& environment, const std::string& folder,
                    const std::string& env_file, Checks& checks) {
  const std::optional<std::string> path =
      env_file.empty() ? settings::find_upwards(folder, ".env", environment.get("HOME").value_or(""))
                       : std::optional(env_file);
  if (path) {
    check_file(*path, checks);
    check_git(*path, environment, checks);
  } else {
    checks.push_back({"settings", Mark::Warning, "there is no .env here nor above", "itk init"});
  }
  check_environment(environment, checks);
  if (settings.get("ITK_RESOLVER_CMD")) {
    checks.push_back({"settings", Mark::Ok,
                      fmt::format("targets.json is refreshed by ITK_RESOLVER_CMD ({}) before each run",
                                  settings.origin("ITK_RESOLVER_CMD"))});
  }
}

}  // namespace itk::invoke
