#include "common/json/raw_json.h"

#include <simdjson.h>

#include <algorithm>
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

// What must not stand in a string as it is.
constexpr std::array<bool, 256> k_needs_escape = [] {
  std::array<bool, 256> needs{};
  for (std::size_t c = 0; c < 0x20; ++c) {
    needs[c] = true;
  }
  needs['"'] = needs['\\'] = true;
  return needs;
}();

// What stands behind the backslash of an escape of two characters; else the character itself.
constexpr std::array<char, 256> k_written = [] {
  std::array<char, 256> written{};
  for (std::size_t c = 0; c < 256; ++c) {
    written[c] = static_cast<char>(c);
  }
  written['\b'] = 'b', written['\f'] = 'f', written['\n'] = 'n', written['\r'] = 'r', written['\t'] = 't';
  return written;
}();

// At `end`, which then stands behind it. Without a branch for what is common: JSON in a string is full of quotes, at
// places that nobody can foresee.
void write_escaped(char*& end, char c) {
  constexpr char k_digits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  *end = '\\';
  end += k_needs_escape[byte] ? 1 : 0;
  *end++ = k_written[byte];
  if (byte < 0x20 && k_written[byte] == c) {  // it has no letter
    end = std::copy_n("u00", 3, end - 1);
    *end++ = k_digits[byte >> 4];
    *end++ = k_digits[byte & 15];
  }
}

void append_escaped(std::string& out, std::string_view text) {
  constexpr std::size_t k_step = 16;
  constexpr std::size_t k_piece = 8 * k_step;
  constexpr std::size_t k_longest_escape = 6;
  for (; !text.empty(); text.remove_prefix(std::min(k_piece, text.size()))) {
    const std::string_view piece = text.substr(0, k_piece);
    char buffer[k_piece * k_longest_escape];
    char* end = buffer;
    for (std::size_t i = 0; i < piece.size(); i += k_step) {
      const std::string_view step = piece.substr(i, k_step);
      if (find_escaped(step, 0) == step.size()) {
        end = std::copy(step.begin(), step.end(), end);
        continue;
      }
      for (const char c : step) {
        write_escaped(end, c);
      }
    }
    out.append(buffer, end);
  }
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
