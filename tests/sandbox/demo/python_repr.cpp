#include "tests/sandbox/demo/python_repr.h"

#include <fmt/format.h>

namespace itk::sandbox::demo {

std::string python_repr(std::string_view text) {
  const bool double_quoted = text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
  const char quote = double_quoted ? '"' : '\'';
  std::string repr(1, quote);
  for (const char each : text) {
    switch (each) {
      case '\\':
        repr += "\\\\";
        break;
      case '\n':
        repr += "\\n";
        break;
      case '\r':
        repr += "\\r";
        break;
      case '\t':
        repr += "\\t";
        break;
      default:
        if (each == quote) {
          repr += '\\';
          repr += each;
        } else if (static_cast<unsigned char>(each) < 0x20 || each == 0x7f) {
          repr += fmt::format("\\x{:02x}", static_cast<unsigned>(each));
        } else {
          repr += each;
        }
    }
  }
  return repr + quote;
}

std::string python_dict(std::initializer_list<std::pair<std::string_view, std::string_view>> items) {
  std::string dict = "{";
  for (const auto& [key, value] : items) {
    dict += (dict.size() > 1 ? ", " : "") + python_repr(key) + ": " + python_repr(value);
  }
  return dict + "}";
}

}  // namespace itk::sandbox::demo
