// Files of a project are looked for from the working folder upwards, as git does it.
#pragma once

#include <optional>
#include <string>

namespace itk::settings {

// The path of `name` ("../.env", relative like `folder`) in `folder` or the nearest folder above it that has one. The
// search ends at a git root, at `home` (both still looked into) or after 20 levels.
std::optional<std::string> find_upwards(const std::string& folder, const std::string& name, const std::string& home);

}  // namespace itk::settings
