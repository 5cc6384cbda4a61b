#include "itk-compare/xml_text.h"

#include "common/base/text.h"

namespace itk::compare {
namespace {

constexpr std::string_view k_replacement = "\xEF\xBF\xBD";

std::size_t length_of(unsigned char first) { return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4; }

// Whether one well-formed character may stand in XML 1.0 (https://www.w3.org/TR/xml/#charsets).
bool is_allowed(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) {
    return first >= 0x20 || first == '\t' || first == '\n' || first == '\r';
  }
  return character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF";
}

}  // namespace

std::string xml_text(std::string_view bytes) {
  std::string result;
  result.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::string_view character = bytes.substr(0, length_of(static_cast<unsigned char>(bytes[0])));
    if (!is_utf8(character)) {
      result += k_replacement;
      bytes.remove_prefix(1);
      continue;
    }
    result += is_allowed(character) ? character : k_replacement;
    bytes.remove_prefix(character.size());
  }
  return result;
}

std::string xml_line(std::string_view bytes, std::size_t most) {
  std::string line = xml_text(bytes.substr(0, most + 4));  // beyond that nothing is kept, and texts may be huge
  for (char& c : line) {
    c = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  }
  if (line.size() <= most) {
    return line;
  }
  constexpr std::string_view k_ellipsis = "...";
  std::size_t size = most - k_ellipsis.size();
  while (size > 0 && (static_cast<unsigned char>(line[size]) & 0xC0) == 0x80) {
    --size;
  }
  return line.substr(0, size).append(k_ellipsis);
}

std::vector<std::string> cdata_parts(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t end; (end = text.find("]]>")) != std::string_view::npos;) {
    parts.emplace_back(text.substr(0, end + 2));
    text.remove_prefix(end + 2);
  }
  parts.emplace_back(text);
  return parts;
}

}  // namespace itk::compare
