#include "common/aws/providers/shell_split.h"

#include <optional>

namespace itk::aws::providers {

Result<std::vector<std::string>> shell_split(std::string_view line) {
  std::vector<std::string> words;
  std::optional<std::string> word;  // "" is a word, too
  char quote = 0;
  const auto add = [&](char c) { word = std::move(word).value_or("") + c; };
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool ends_line = i + 1 == line.size();
    if (quote == '\'') {
      c == quote ? static_cast<void>(quote = 0) : add(c);
    } else if (quote == '"') {
      if (c == quote) {
        quote = 0;
      } else if (c == '\\' && !ends_line && (line[i + 1] == '"' || line[i + 1] == '\\')) {
        add(line[++i]);
      } else {
        add(c);
      }
    } else if (c == '\\') {
      if (ends_line) {
        return tl::make_unexpected(usage_error("bad_command", "it ends in a backslash"));
      }
      add(line[++i]);
    } else if (c == '\'' || c == '"') {
      quote = c;
      word = std::move(word).value_or("");
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      if (word) {
        words.push_back(std::move(*word));
        word.reset();
      }
    } else {
      add(c);
    }
  }
  if (quote != 0) {
    return tl::make_unexpected(
        usage_error("bad_command", std::string("it has an opening ") + quote + " and no closing one"));
  }
  if (word) {
    words.push_back(std::move(*word));
  }
  return words;
}

}  // namespace itk::aws::providers
