#include "itk-render/escape.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/text.h"

namespace itk::render {
namespace {

// The code point at the front of `text`, which is taken off; -1 where the bytes are not UTF-8.
int take_code_point(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (text.size() < size || !is_utf8(text.substr(0, size))) {
    text.remove_prefix(1);
    return -1;
  }
  int code = size == 1 ? first : first & (0xff >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3f);
  }
  text.remove_prefix(size);
  return code;
}

// Marks, overrides and isolates of the bidirectional algorithm, zero-width characters, line and paragraph separators.
bool reorders_or_hides(int code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xad || code == 0x061c ||
         (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
}

bool is_plain_in_mermaid(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(" _-.,:/()=+").find(c) != std::string_view::npos;
}

// A message that starts with "wrap:" or "nowrap:" is an instruction to Mermaid.
bool starts_with_an_instruction(std::string_view text) {
  const auto is = [&](std::string_view word) {
    return text.size() >= word.size() &&
           std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) { return a == (b | 0x20); });
  };
  return is("wrap") || is("nowrap");
}

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0, run = 0;
  for (char c : text) {
    run = c == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

std::string script_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '<') {
      out += "\\u003c";
    } else if (json.substr(i).starts_with("\xe2\x80\xa8")) {
      out += "\\u2028";
      i += 2;
    } else if (json.substr(i).starts_with("\xe2\x80\xa9")) {
      out += "\\u2029";
      i += 2;
    } else {
      out += json[i];
    }
  }
  return out;
}

std::string html_text(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string one_visible_line(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view before = text;
    const int code = take_code_point(text);
    if (code < 0) {
      out += "\xef\xbf\xbd";
    } else if (code == '\n' || code == '\t') {
      out += ' ';
    } else if (code == '\r') {
      out += text.starts_with('\n') ? "" : " ";
    } else if (reorders_or_hides(code)) {
      out += fmt::format("<U+{:04X}>", code);
    } else {
      out += before.substr(0, before.size() - text.size());
    }
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  const std::string line = one_visible_line(text);
  if (trim(line).empty()) {
    return "-";
  }
  const std::string fence(longest_run(line, '`') + 1, '`');
  const bool needs_space = line.front() == '`' || line.back() == '`' || line.front() == ' ' || line.back() == ' ';
  const std::string space = needs_space ? " " : "";
  return fence + space + line + space + fence;
}

std::string markdown_cell(std::string_view text) {
  std::string out;
  for (char c : markdown_code(text)) {
    out += c == '|' ? "\\|" : std::string(1, c);  // the table takes the backslash off again (GFM, section 4.10)
  }
  return out;
}

std::string mermaid_text(std::string_view text) {
  const std::string line = one_visible_line(text);
  std::string_view rest = line;
  bool escape_next = starts_with_an_instruction(line);
  std::string out;
  while (!rest.empty()) {
    const int code = take_code_point(rest);
    if (!escape_next && code < 0x80 && is_plain_in_mermaid(static_cast<char>(code))) {
      out += static_cast<char>(code);
    } else {
      out += fmt::format("#{};", code);
    }
    escape_next = false;
  }
  return trim(out).empty() ? "-" : out;
}

}  // namespace itk::render
