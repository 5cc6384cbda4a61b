#include "itk-invoke/nearest_files.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "common/base/nearest.h"

namespace itk::invoke {

namespace fs = std::filesystem;

std::string did_you_mean_file(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  std::error_code error;
  std::vector<std::string> names;
  for (fs::directory_iterator entry(folder.empty() ? fs::path(".") : folder, error), end; !error && entry != end;
       entry.increment(error)) {
    names.push_back((folder / entry->path().filename()).string());
  }
  if (error) {
    return "; its folder does not exist either";
  }
  std::sort(names.begin(), names.end());
  // Compare names only: a long folder would make every file look near.
  std::vector<std::string> file_names;
  for (const std::string& name : names) {
    file_names.push_back(fs::path(name).filename().string());
  }
  std::string text;
  for (const std::string& near : nearest_names(fs::path(path).filename().string(), file_names)) {
    text += (text.empty() ? "; did you mean \"" : " or \"") + (folder / near).string() + "\"";
  }
  return text.empty() ? text : text + "?";
}

}  // namespace itk::invoke
