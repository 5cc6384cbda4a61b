#include "common/settings/dotenv.h"

#include <optional>

#include "common/base/text.h"

namespace itk::settings {
namespace {

bool is_name(std::string_view text) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) {
    return false;
  }
  for (const char c : text) {
    if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) {
      return false;
    }
  }
  return true;
}

char unescaped(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    default:
      return c;
  }
}

// The text between the quotes that `text` starts with; nothing if they are not closed or something follows them.
std::optional<std::string> quoted_value(std::string_view text) {
  const char quote = text[0];
  std::string value;
  std::size_t i = 1;
  for (; i < text.size() && text[i] != quote; ++i) {
    if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
      value += unescaped(text[++i]);
    } else {
      value += text[i];
    }
  }
  if (i == text.size()) {
    return std::nullopt;
  }
  const std::string_view rest = trim(text.substr(i + 1));
  if (!rest.empty() && rest[0] != '#') {
    return std::nullopt;
  }
  return value;
}

std::string plain_value(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '#' && (i == 0 || text[i - 1] == ' ' || text[i - 1] == '\t')) {
      text = text.substr(0, i);
      break;
    }
  }
  return std::string(trim(text));
}

void parse_line(std::string_view line, std::size_t number, Dotenv& dotenv) {
  line = trim(line);
  if (line.empty() || line[0] == '#') {
    return;
  }
  if (line.starts_with("export ") || line.starts_with("export\t")) {
    line = trim(line.substr(7));
  }
  const std::size_t equals = line.find('=');
  const std::string_view name = trim(line.substr(0, equals));
  if (equals == std::string_view::npos || !is_name(name)) {
    dotenv.unread.push_back({number, "expected NAME=value"});
    return;
  }
  const std::string_view text = trim(line.substr(equals + 1));
  std::string value;
  if (!text.empty() && (text[0] == '"' || text[0] == '\'')) {
    std::optional<std::string> quoted = quoted_value(text);
    if (!quoted) {
      dotenv.unread.push_back({number, "the quotes of " + std::string(name) + " do not end where its line ends"});
      return;
    }
    value = std::move(*quoted);
  } else {
    value = plain_value(text);
  }
  dotenv.entries.push_back({std::string(name), std::move(value), number});
}

}  // namespace

Dotenv parse_dotenv(std::string_view text) {
  constexpr std::string_view k_byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(k_byte_order_mark)) {
    text.remove_prefix(k_byte_order_mark.size());
  }
  Dotenv dotenv;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    parse_line(text.substr(0, end), number, dotenv);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return dotenv;
}

}  // namespace itk::settings
