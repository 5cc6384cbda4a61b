#include "tests/sandbox/lambda/compact.h"

#include "common/json/grammar.h"

namespace itk::sandbox::lambda {

std::optional<std::string> compact_json(std::string_view text) {
  constexpr std::size_t max_depth = 256;
  if (!json::is_json(text, max_depth)) {
    return std::nullopt;
  }
  std::string compact;
  bool in_string = false, escaped = false;
  for (const char each : text) {
    if (in_string) {
      in_string = escaped || each != '"';
      escaped = !escaped && each == '\\';
    } else if (each == ' ' || each == '\t' || each == '\n' || each == '\r') {
      continue;
    } else {
      in_string = each == '"';
    }
    compact += each;
  }
  return compact;
}

}  // namespace itk::sandbox::lambda
