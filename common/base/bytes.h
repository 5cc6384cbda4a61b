// Searches that look at 16 bytes at once, in vectors of GCC's and Clang's, which become what the machine has.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace itk {

// The first byte from `from` on that is looked for; the size of the text where there is none. `is` says so of a byte as of
// each byte of a vector: [](auto byte) { return (byte == 'a') | (byte == 'b'); }.
template <class Is>
inline std::size_t find_byte(std::string_view text, std::size_t from, Is is) {
  using Bytes = unsigned char __attribute__((vector_size(16)));
  static_assert(std::endian::native == std::endian::little, "the first byte of a word is its lowest");
  for (; from + sizeof(Bytes) <= text.size(); from += sizeof(Bytes)) {
    Bytes block;
    std::memcpy(&block, text.data() + from, sizeof block);
    const auto found = is(block);
    std::uint64_t words[2];  // all bits of a byte that is
    std::memcpy(words, &found, sizeof words);
    if ((words[0] | words[1]) != 0) {
      const std::size_t first = words[0] != 0 ? 0 : 1;
      return from + 8 * first + static_cast<std::size_t>(std::countr_zero(words[first])) / 8;
    }
  }
  while (from < text.size() && !is(static_cast<unsigned char>(text[from]))) {
    ++from;
  }
  return from < text.size() ? from : text.size();
}

// The first place from `from` on with one of the two.
inline std::size_t find_either(std::string_view text, std::size_t from, char a, char b) {
  const auto first = static_cast<unsigned char>(a), second = static_cast<unsigned char>(b);
  return find_byte(text, from, [=](auto byte) { return (byte == first) | (byte == second); });
}

// The first digit from `from` on.
inline std::size_t find_digit(std::string_view text, std::size_t from) {
  return find_byte(text, from, [](auto byte) { return (byte >= '0') & (byte <= '9'); });
}

// The first quote, backslash or control character from `from` on: what a JSON string cannot hold as it is.
inline std::size_t find_escaped(std::string_view text, std::size_t from) {
  return find_byte(text, from, [](auto byte) { return (byte == '"') | (byte == '\\') | (byte < 0x20); });
}

// The first byte from `from` on that is not ASCII, or that a JSON string cannot hold as it is.
inline std::size_t find_not_plain(std::string_view text, std::size_t from) {
  return find_byte(text, from,
                   [](auto byte) { return (byte == '"') | (byte == '\\') | (byte < 0x20) | (byte >= 0x80); });
}

}  // namespace itk
