#include "itk-invoke/changed_files.h"

#include <fmt/core.h>

#include <filesystem>
#include <map>

#include "common/aws/providers/run_program.h"

namespace itk::invoke {
namespace {

namespace fs = std::filesystem;
using aws::providers::ProgramOutput;
using aws::providers::run_program;

constexpr std::chrono::seconds k_limit{60};

// So many bytes of names at once: git answers with at most as many, and run_program reads 64 KiB.
constexpr std::size_t k_most_bytes = 32u << 10;

Error changed_error(std::string message) { return usage_error("bad_ref", "--changed-since " + message); }

class Git {
 public:
  Git(std::string ref, Environment environment) : ref_(std::move(ref)), environment_(std::move(environment)) {
    environment_.set("LC_ALL", "C");
    environment_.set("GIT_OPTIONAL_LOCKS", "0");
    environment_.set("GIT_TERMINAL_PROMPT", "0");
  }

  // The root of the working tree that `folder` is in.
  Result<std::string> root_of(const std::string& folder) {
    ITK_TRY_ASSIGN(const ProgramOutput out, run(folder, {"rev-parse", "--show-toplevel"}));
    if (out.exit_status != 0) {
      return tl::make_unexpected(changed_error(fmt::format(
          "{}: {} is in no git working tree ({}); run it in a checkout", ref_, folder, first_line(out.err))));
    }
    return first_line(out.out);
  }

  // The commit that the ref names.
  Result<std::string> commit(const std::string& root) {
    ITK_TRY_ASSIGN(const ProgramOutput out,
                   run(root, {"rev-parse", "--verify", "--quiet", "--end-of-options", ref_ + "^{commit}"}));
    if (out.exit_status != 0) {
      return tl::make_unexpected(changed_error(fmt::format(
          "{0}: this repository knows no such commit; fetch it (git fetch origin {0}; in CI, a shallow clone needs "
          "fetch-depth: 0 or GIT_DEPTH=0)",
          ref_)));
    }
    return first_line(out.out);
  }

  // The names, relative to `root`, that a command with -z lists of `paths`.
  Result<std::set<std::string>> list(const std::string& root, std::vector<std::string> words,
                                     const std::vector<std::string>& paths) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < paths.size();) {
      std::vector<std::string> command = words;
      command.push_back("--");
      for (std::size_t bytes = 0; i < paths.size() && bytes < k_most_bytes; ++i) {
        bytes += paths[i].size() + 1;
        command.push_back(paths[i]);
      }
      ITK_TRY_ASSIGN(const ProgramOutput out, run(root, std::move(command)));
      if (out.exit_status != 0) {
        return tl::make_unexpected(
            changed_error(fmt::format("{}: git {} failed: {}", ref_, words[0], first_line(out.err))));
      }
      for (std::size_t begin = 0, end; (end = out.out.find('\0', begin)) != std::string::npos; begin = end + 1) {
        names.insert(out.out.substr(begin, end - begin));
      }
    }
    return names;
  }

 private:
  static std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

  Result<ProgramOutput> run(const std::string& folder, std::vector<std::string> words) {
    // The names of cases are no patterns, whatever characters they have.
    std::vector<std::string> command = {"git", "-C", folder.empty() ? "." : folder, "--literal-pathspecs"};
    command.insert(command.end(), std::make_move_iterator(words.begin()), std::make_move_iterator(words.end()));
    Result<ProgramOutput> out = run_program(command, environment_, k_limit);
    if (!out) {
      return tl::make_unexpected(changed_error(fmt::format("{}: {}", ref_, out.error().message)));
    }
    return out;
  }

  std::string ref_;
  Environment environment_;
};

// Where the file is below `root`; empty: it is not.
std::string path_below(const std::string& root, const std::string& file) {
  std::error_code ignored;
  const fs::path path = fs::weakly_canonical(file, ignored).lexically_relative(root);
  return path.empty() || *path.begin() == ".." ? "" : path.string();
}

}  // namespace

Result<ChangedFiles> changed_files(const std::string& ref, const std::vector<std::string>& files,
                                   const Environment& environment) {
  if (ref.empty() || ref[0] == '-') {
    return tl::make_unexpected(changed_error(fmt::format("\"{}\": this is no name of a commit", ref)));
  }
  ChangedFiles changed;
  if (files.empty()) {
    return changed;
  }
  Git git(ref, environment);
  ITK_TRY_ASSIGN(const std::string root, git.root_of(fs::path(files[0]).parent_path().string()));
  ITK_TRY_ASSIGN(const std::string commit, git.commit(root));
  std::map<std::string, std::vector<std::string>> files_of_path;
  std::vector<std::string> paths;
  for (const std::string& file : files) {
    const std::string path = path_below(root, file);
    if (path.empty()) {
      changed.outside.push_back(file);
    } else if (files_of_path[path].empty()) {
      paths.push_back(path);
    }
    files_of_path[path].push_back(file);
  }
  ITK_TRY_ASSIGN(std::set<std::string> names,
                 git.list(root, {"diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", commit}, paths));
  // Also what .gitignore keeps out: a fixture that nobody committed is new all the same.
  ITK_TRY_ASSIGN(std::set<std::string> untracked, git.list(root, {"ls-files", "--others", "-z"}, paths));
  names.merge(untracked);
  for (const std::string& name : names) {
    for (const std::string& file : files_of_path[name]) {
      changed.files.insert(file);
    }
  }
  return changed;
}

}  // namespace itk::invoke
