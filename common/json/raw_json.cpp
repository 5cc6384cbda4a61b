#include "common/json/raw_json.h"

#include <simdjson.h>

#include <array>

#include "common/base/bytes.h"
#include "common/base/text.h"
#include "common/json/grammar.h"
#include "common/json/parser.h"

namespace itk::json {
namespace {

constexpr std::array<bool, 256> k_may_begin_json = [] {
  std::array<bool, 256> may{};
  for (const char c : std::string_view("{[\"-0123456789tfn \t")) {
    may[static_cast<unsigned char>(c)] = true;
  }
  return may;
}();

void append_escape(std::string& out, char c) {
  static constexpr char k_digits[] = "0123456789abcdef";
  static constexpr std::string_view k_short = "\"\\\b\f\n\r\t";
  static constexpr std::string_view k_letters = "\"\\bfnrt";
  out += '\\';
  if (const std::size_t at = k_short.find(c); at != std::string_view::npos) {
    out += k_letters[at];
  } else {
    out += "u00";
    out += k_digits[c >> 4];
    out += k_digits[c & 15];
  }
}

void append_escaped(std::string& out, std::string_view text) {
  std::size_t plain = 0;  // begin of what needs no escape
  for (std::size_t i = find_escaped(text, 0); i < text.size(); i = find_escaped(text, plain)) {
    out.append(text, plain, i - plain);
    append_escape(out, text[i]);
    plain = i + 1;
  }
  out.append(text, plain);
}

// Well-formed sequences stay, each other byte becomes U+FFFD.
std::string with_replacements(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    std::size_t length = 0;
    for (std::size_t n = 1; n <= 4 && n <= bytes.size() && length == 0; ++n) {
      if (is_utf8(bytes.substr(0, n))) {
        length = n;
      }
    }
    if (length == 0) {
      text += "\xef\xbf\xbd";
      bytes.remove_prefix(1);
    } else {
      text += bytes.substr(0, length);
      bytes.remove_prefix(length);
    }
  }
  return text;
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  if (find_not_plain(text, 0) == text.size()) {
    out += text;  // what keys are, and most values
  } else if (simdjson::validate_utf8(text.data(), text.size())) {
    append_escaped(out, text);
  } else {
    append_escaped(out, with_replacements(text));
  }
  out += '"';
}

std::string quote(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

bool is_one_line_json(std::string_view text) {
  if (text.empty() || !k_may_begin_json[static_cast<unsigned char>(text[0])] ||
      find_either(text, 0, '\n', '\r') < text.size()) {
    return false;
  }
  thread_local simdjson::dom::parser parser;
  if (parser.capacity() < text.size() || parser.max_depth() != k_max_depth) {
    if (parser.allocate(std::max<std::size_t>(text.size() * 2, 4096), k_max_depth) != simdjson::SUCCESS) {
      return false;
    }
  }
  const simdjson::error_code error = parser.parse(text.data(), text.size(), true).error();
  return error == simdjson::SUCCESS || is_json(text, k_max_depth);  // or fine but for the range of a number
}

Payload make_payload(std::string_view bytes) {
  if (is_one_line_json(bytes)) {
    return {{std::string(bytes)}, {}};
  }
  if (simdjson::validate_utf8(bytes.data(), bytes.size())) {
    return {{quote(bytes)}, {}};
  }
  return {{quote(base64_encode(bytes))}, "base64"};
}

}  // namespace itk::json
