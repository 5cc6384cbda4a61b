#include "common/settings/find_upwards.h"

#include <filesystem>
#include <system_error>

namespace itk::settings {

namespace fs = std::filesystem;

std::optional<std::string> find_upwards(const std::string& folder, const std::string& name, const std::string& home) {
  constexpr int k_most_levels = 20;
  std::error_code error;
  fs::path shown = folder.empty() ? "." : folder;
  const fs::path stop = home.empty() ? fs::path() : fs::weakly_canonical(home, error);
  for (int level = 0; level < k_most_levels; ++level) {
    if (fs::is_regular_file(shown / name, error)) {
      return (shown / name).lexically_normal().string();
    }
    const fs::path here = fs::weakly_canonical(shown, error);
    if (fs::exists(shown / ".git", error) || here == stop || here == here.root_path()) {
      return std::nullopt;
    }
    shown /= "..";
  }
  return std::nullopt;
}

}  // namespace itk::settings
