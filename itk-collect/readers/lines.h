// Lines of a text by where they begin.
#pragma once

#include <string_view>

namespace itk::collect::readers {

// The line at `begin`, without its break.
inline std::string_view line_at(std::string_view text, std::size_t begin) {
  const std::size_t end = text.find('\n', begin);
  const std::string_view line = text.substr(begin, end == std::string_view::npos ? end : end - begin);
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

inline std::size_t after_line(std::string_view text, std::size_t begin) {
  const std::size_t end = text.find('\n', begin);
  return end == std::string_view::npos ? text.size() : end + 1;
}

}  // namespace itk::collect::readers
