#include "itk-invoke/case_files.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "itk-invoke/nearest_files.h"

namespace itk::invoke {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> files_in(const std::string& folder, Problems& problems) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (is_case_file(entry->path()) && entry->is_regular_file(ignored)) {
      files.push_back((fs::path(folder) / entry->path().filename()).lexically_normal().string());
    }
  }
  if (error) {
    problems.error(folder, {}, "cannot_read", fmt::format("cannot read this folder: {}", error.message()));
  } else if (files.empty()) {
    problems.error(folder, {}, "no_cases", "no *.yaml or *.yml in this folder; put cases there, or name another one");
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

bool is_case_file(const fs::path& path) {
  std::string stem = path.stem().string();
  std::transform(stem.begin(), stem.end(), stem.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return (path.extension() == ".yaml" || path.extension() == ".yml") && stem != "readme";
}

std::vector<std::string> list_case_files(const std::vector<std::string>& paths, Problems& problems) {
  std::vector<std::string> files;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    std::error_code ignored;
    std::vector<std::string> named = {path};
    if (fs::is_directory(path, ignored)) {
      named = files_in(path, problems);
    } else if (!fs::exists(path, ignored)) {
      problems.error(path, {}, "file_not_found", "this case file does not exist" + did_you_mean_file(path));
      continue;
    }
    for (std::string& file : named) {
      if (seen.insert(fs::path(file).lexically_normal().string()).second) {
        files.push_back(std::move(file));
      }
    }
  }
  return files;
}

}  // namespace itk::invoke
