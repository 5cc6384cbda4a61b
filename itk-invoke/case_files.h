// Which files hold cases.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "itk-invoke/problem.h"

namespace itk::invoke {

// Whether a folder's file of this name is a case: *.yaml or *.yml, but not readme.*.
bool is_case_file(const std::filesystem::path& path);

// The case files that `paths` name: files as they are, of folders every *.yaml and *.yml directly in them, sorted,
// without readme.*. A file that is named twice counts once.
std::vector<std::string> list_case_files(const std::vector<std::string>& paths, Problems& problems);

}  // namespace itk::invoke
