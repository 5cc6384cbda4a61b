// JSON as the caller wrote it, on one line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace itk::sandbox::lambda {

// Without the white space between its tokens, nothing else changed; nothing where it is not JSON.
std::optional<std::string> compact_json(std::string_view text);

}  // namespace itk::sandbox::lambda
