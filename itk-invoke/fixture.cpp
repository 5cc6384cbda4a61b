#include "itk-invoke/fixture.h"

#include <fmt/core.h>

#include <filesystem>

#include "itk-invoke/nearest_files.h"

namespace itk::invoke {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

// An id is free text; only one that is a plain file name may become part of a path.
bool is_file_name(const std::string& id) {
  return id != "." && id != ".." && id.find('/') == std::string::npos && id.find('\0') == std::string::npos;
}

}  // namespace

std::string find_fixture(const Case& test_case, Problems& problems) {
  const fs::path folder = fs::path(test_case.file).parent_path();
  if (!test_case.fixture.empty()) {
    const std::string named = (folder / test_case.fixture).lexically_normal().string();
    if (!is_file(named)) {
      problems.error(test_case.file, test_case.fixture_at, "fixture_not_found",
                     fmt::format("the fixture {} does not exist{}", named, did_you_mean_file(named)));
    }
    return named;
  }
  const std::string row = test_case.row == 0 ? "" : fmt::format("[{}]", test_case.row);
  const fs::path sibling = folder / (fs::path(test_case.file).stem().string() + row + ".jsonl");
  if (is_file(sibling)) {
    return sibling.lexically_normal().string();
  }
  constexpr int k_most_parents = 10;
  fs::path parent = folder.empty() ? fs::path(".") : folder;
  for (int level = 0; is_file_name(test_case.id) && level <= k_most_parents; ++level, parent /= "..") {
    const fs::path candidate = parent / "fixtures" / "logs" / (test_case.id + ".jsonl");
    if (is_file(candidate)) {
      return candidate.lexically_normal().string();
    }
  }
  return "";
}

}  // namespace itk::invoke
