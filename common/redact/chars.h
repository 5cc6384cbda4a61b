// ASCII classes that do not depend on a locale.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace itk::redact {

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return is_lower(c) || is_upper(c); }
constexpr bool is_alnum(char c) { return is_letter(c) || is_digit(c); }
constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c | 0x20) : c; }

// For the two questions that are asked of every character of a long run.
class CharSet {
 public:
  template <class Predicate>
  constexpr explicit CharSet(Predicate predicate) {
    for (int c = 0; c < 128; ++c) {
      has_[static_cast<std::size_t>(c)] = predicate(static_cast<char>(c));
    }
  }
  constexpr bool has(char c) const { return has_[static_cast<unsigned char>(c)]; }

 private:
  std::array<bool, 256> has_{};
};
inline constexpr CharSet k_base64_chars([](char c) {
  return is_alnum(c) || c == '+' || c == '/' || c == '-' || c == '_';
});
inline constexpr CharSet k_hex_chars([](char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); });

constexpr bool is_base64(char c) { return k_base64_chars.has(c); }
constexpr bool is_hex(char c) { return k_hex_chars.has(c); }
constexpr bool is_token_char(char c) { return is_base64(c) || c == '='; }

constexpr int hex_value(char c) {
  return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

template <class Predicate>
constexpr bool all_of(std::string_view text, Predicate predicate) {
  for (const char c : text) {
    if (!predicate(c)) {
      return false;
    }
  }
  return true;
}

// The character at `i`, or NUL outside of the text.
constexpr char at_or_nul(std::string_view text, std::size_t i) { return i < text.size() ? text[i] : '\0'; }
constexpr char before(std::string_view text, std::size_t i) { return i > 0 ? text[i - 1] : '\0'; }

inline std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = to_lower(c);
  }
  return out;
}

inline std::string digits_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_digit(c)) {
      out += c;
    }
  }
  return out;
}

// The first place from `begin` on whose character does not belong.
template <class Predicate>
constexpr std::size_t end_of(std::string_view text, std::size_t begin, Predicate belongs) {
  while (begin < text.size() && belongs(text[begin])) {
    ++begin;
  }
  return begin;
}

// Whether text[i] is the first digit of a percent escape, of a URL.
constexpr bool is_percent_escape(std::string_view text, std::size_t i) {
  return before(text, i) == '%' && is_hex(at_or_nul(text, i)) && is_hex(at_or_nul(text, i + 1));
}

// Whether text[i] is the letter of an escape: the `n` of `\n`, at any depth of JSON in strings. It is no part of the
// word behind it, and must not be replaced with it.
constexpr bool is_escape_letter(std::string_view text, std::size_t i) {
  return i > 0 && i < text.size() && text[i - 1] == '\\' &&
         std::string_view("abfnrtuvx0").find(text[i]) != std::string_view::npos;
}

}  // namespace itk::redact
