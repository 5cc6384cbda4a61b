// Encodings that hide text from a scan, undone with a map back to where each byte came from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace itk::redact {

struct Decoded {
  std::string text;
  std::vector<std::uint32_t> origin;  // of each byte and of the end, in the encoded text

  void put(char c, std::size_t from) {
    text += c;
    origin.push_back(static_cast<std::uint32_t>(from));
  }
};

// `\u0040`, `\x40` and `\/` at any depth of JSON in strings, as the characters that they are. Quotes and backslashes
// come out as `\"` and `\\` at the same depth; all other escapes stay, so that strings still end where they end.
Decoded fold_escapes(std::string_view text);
// `%40`; what is no escape stays.
Decoded decode_percent(std::string_view text);

// A run of base 64, of either alphabet, padded or not, if what it holds is text.
std::optional<std::string> decode_base64_text(std::string_view run);
// `text` in the alphabet and with the padding of `like`.
std::string encode_base64_like(std::string_view text, std::string_view like);
// Whether the first nine bytes are ASCII text: a cheap look before decoding all.
bool may_be_base64_text(std::string_view run);

// The characters of a quoted value, as the program saw them that wrote it: `depth` times unescaped.
std::string unescape(std::string_view text, std::size_t depth);

}  // namespace itk::redact
