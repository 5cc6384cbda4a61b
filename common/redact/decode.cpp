#include "common/redact/decode.h"

#include <algorithm>
#include <array>

#include "common/base/text.h"
#include "common/redact/chars.h"

namespace itk::redact {
namespace {

constexpr std::string_view k_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> make_sextets() {
  std::array<std::int8_t, 256> sextets{};
  sextets.fill(-1);
  for (std::size_t i = 0; i < k_alphabet.size(); ++i) {
    sextets[static_cast<unsigned char>(k_alphabet[i])] = static_cast<std::int8_t>(i);
  }
  sextets['-'] = 62;
  sextets['_'] = 63;
  return sextets;
}
constexpr auto k_sextets = make_sextets();

std::uint32_t sextet(char c) { return static_cast<std::uint32_t>(k_sextets[static_cast<unsigned char>(c)]); }

bool is_text_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 ? byte != 0x7f : is_space(c);
}

void put_utf8(Decoded& out, std::uint32_t code, std::size_t from) {
  if (code < 0x80) {
    out.put(static_cast<char>(code), from);
  } else if (code < 0x800) {
    out.put(static_cast<char>(0xc0 | code >> 6), from);
    out.put(static_cast<char>(0x80 | (code & 0x3f)), from);
  } else {
    out.put(static_cast<char>(0xe0 | code >> 12), from);
    out.put(static_cast<char>(0x80 | (code >> 6 & 0x3f)), from);
    out.put(static_cast<char>(0x80 | (code & 0x3f)), from);
  }
}

// What the hex digits of an escape say, if they are there.
std::optional<std::uint32_t> hex_number(std::string_view text, std::size_t at, std::size_t digits) {
  std::uint32_t code = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    const int value = hex_value(at_or_nul(text, i));
    if (value < 0) {
      return std::nullopt;
    }
    code = code << 4 | static_cast<std::uint32_t>(value);
  }
  return code;
}

// One escape of `backslashes` backslashes from `begin` whose character is `code`.
void put_escaped(Decoded& out, std::uint32_t code, std::size_t backslashes, std::size_t begin) {
  if (code == '"' || code == '\\') {
    // At depth d an escape has 2^(d-1) backslashes before its u, and a quote 2^d - 1.
    for (std::size_t i = 0; i + 1 < 2 * backslashes; ++i) {
      out.put('\\', begin);
    }
    out.put(static_cast<char>(code), begin);
  } else if (code < 0x20) {
    out.put(' ', begin);
  } else {
    put_utf8(out, code, begin);
  }
}

}  // namespace

Decoded fold_escapes(std::string_view text) {
  Decoded out;
  out.text.reserve(text.size());
  out.origin.reserve(text.size() + 1);
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t begin = i;
    while (i < text.size() && text[i] == '\\') {
      ++i;
    }
    const std::size_t backslashes = i - begin;
    const char c = at_or_nul(text, i);
    std::optional<std::uint32_t> code;
    std::size_t length = 1;
    if (backslashes > 0 && c == '/') {
      code = '/';
    } else if (backslashes > 0 && (c == 'u' || c == 'x')) {
      const std::size_t digits = c == 'u' ? 4 : 2;
      code = hex_number(text, i + 1, digits);
      length += digits;
    }
    if (code) {
      put_escaped(out, *code, backslashes, begin);
      i += length;
      continue;
    }
    for (std::size_t k = begin; k < i; ++k) {
      out.put('\\', k);
    }
    if (i < text.size()) {
      out.put(c, i);
      ++i;
    }
  }
  out.origin.push_back(static_cast<std::uint32_t>(text.size()));
  return out;
}

Decoded decode_percent(std::string_view text) {
  Decoded out;
  for (std::size_t i = 0; i < text.size();) {
    const auto code = text[i] == '%' ? hex_number(text, i + 1, 2) : std::nullopt;
    out.put(code ? static_cast<char>(*code) : text[i], i);
    i += code ? 3 : 1;
  }
  out.origin.push_back(static_cast<std::uint32_t>(text.size()));
  return out;
}

bool may_be_base64_text(std::string_view run) {
  constexpr std::size_t k_looked_at = 12;
  if (run.size() < k_looked_at) {
    return false;
  }
  for (std::size_t i = 0; i < k_looked_at; i += 4) {
    const std::uint32_t bits =
        sextet(run[i]) << 18 | sextet(run[i + 1]) << 12 | sextet(run[i + 2]) << 6 | sextet(run[i + 3]);
    for (int shift = 16; shift >= 0; shift -= 8) {
      const std::uint32_t byte = bits >> shift & 0xff;
      if (byte >= 0x7f || !is_text_byte(static_cast<char>(byte))) {
        return false;
      }
    }
  }
  return true;
}

std::optional<std::string> decode_base64_text(std::string_view run) {
  std::string text;
  text.reserve(run.size() / 4 * 3 + 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : run) {
    if (k_sextets[static_cast<unsigned char>(c)] < 0) {
      return std::nullopt;
    }
    bits = bits << 6 | sextet(c);
    count += 6;
    if (count >= 8) {
      count -= 8;
      const char byte = static_cast<char>(bits >> count & 0xff);
      if (!is_text_byte(byte)) {
        return std::nullopt;
      }
      text += byte;
    }
  }
  // What is left must be the zero bits that an encoder puts there, not the begin of something else.
  const bool is_whole = count < 6 && (bits & ((1u << count) - 1)) == 0;
  if (!is_whole || !is_utf8(text)) {
    return std::nullopt;
  }
  return text;
}

std::string encode_base64_like(std::string_view text, std::string_view like) {
  std::string out = base64_encode(text);
  if (!like.ends_with('=')) {
    const bool unpadded = like.size() % 4 != 0 || like.find_first_of("-_") != std::string_view::npos;
    while (unpadded && out.ends_with('=')) {
      out.pop_back();
    }
  }
  if (like.find_first_of("-_") != std::string_view::npos) {
    std::replace(out.begin(), out.end(), '+', '-');
    std::replace(out.begin(), out.end(), '/', '_');
  }
  return out;
}

std::string unescape(std::string_view text, std::size_t depth) {
  std::string current(text);
  for (std::size_t level = 0; level < depth && current.find('\\') != std::string::npos; ++level) {
    std::string out;
    for (std::size_t i = 0; i < current.size(); ++i) {
      const char next = at_or_nul(current, i + 1);
      const bool is_escape = current[i] == '\\' && (next == '\\' || next == '"' || next == '\'' || next == '/');
      out += is_escape ? current[++i] : current[i];
    }
    current = std::move(out);
  }
  return current;
}

}  // namespace itk::redact
