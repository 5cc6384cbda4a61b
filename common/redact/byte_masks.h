// Classifies 64 bytes at once, one bit a byte: the prefilter that decides where the detectors look at all. SSE2 where
// there is (every x86-64), a table elsewhere.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace itk::redact {

inline constexpr std::size_t k_block = 64;

struct ByteMasks {
  std::uint64_t letter = 0;     // A-Z a-z
  std::uint64_t digit = 0;      // 0-9
  std::uint64_t joiner = 0;     // _ - + /  what holds tokens of base 64 together
  std::uint64_t key = 0;        // : =      what stands between a key and its value
  std::uint64_t at = 0;         // @ %
  std::uint64_t plus = 0;       // +
  std::uint64_t separator = 0;  // - . and space, between the groups of a number
  std::uint64_t backslash = 0;
};

#if defined(__SSE2__)

namespace detail {

inline __m128i in_range(__m128i bytes, char low, int span) {
  const __m128i moved = _mm_sub_epi8(bytes, _mm_set1_epi8(low));
  return _mm_cmpeq_epi8(_mm_min_epu8(moved, _mm_set1_epi8(static_cast<char>(span))), moved);
}
inline __m128i is(__m128i bytes, char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); }
inline std::uint64_t bits(__m128i mask, int shift) {
  return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(mask))) << shift;
}

// Adds what 16 bytes hold at `shift`. Unrolled by hand: -O2 leaves the loop and its 8 masks in memory otherwise.
[[gnu::always_inline]] inline void add_masks(ByteMasks& masks, const char* bytes, int shift) {
  const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + shift));
  const __m128i plus = is(block, '+');
  const __m128i dash = is(block, '-');
  masks.letter |= bits(in_range(_mm_or_si128(block, _mm_set1_epi8(0x20)), 'a', 25), shift);
  masks.digit |= bits(in_range(block, '0', 9), shift);
  masks.joiner |= bits(_mm_or_si128(_mm_or_si128(plus, dash), _mm_or_si128(is(block, '_'), is(block, '/'))), shift);
  masks.key |= bits(_mm_or_si128(is(block, ':'), is(block, '=')), shift);
  masks.at |= bits(_mm_or_si128(is(block, '@'), is(block, '%')), shift);
  masks.plus |= bits(plus, shift);
  masks.separator |= bits(_mm_or_si128(dash, _mm_or_si128(is(block, '.'), is(block, ' '))), shift);
  masks.backslash |= bits(is(block, '\\'), shift);
}

}  // namespace detail

// `bytes`: 64 readable bytes.
[[gnu::always_inline]] inline ByteMasks byte_masks(const char* bytes) {
  ByteMasks masks;
  detail::add_masks(masks, bytes, 0);
  detail::add_masks(masks, bytes, 16);
  detail::add_masks(masks, bytes, 32);
  detail::add_masks(masks, bytes, 48);
  return masks;
}

#else

namespace detail {

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  const auto mark = [&](std::string_view chars, int bit) {
    for (const char c : chars) {
      classes[static_cast<unsigned char>(c)] |= static_cast<std::uint8_t>(1 << bit);
    }
  };
  mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 0);
  mark("0123456789", 1);
  mark("_-+/", 2);
  mark(":=", 3);
  mark("@%", 4);
  mark("+", 5);
  mark("-. ", 6);
  mark("\\", 7);
  return classes;
}

}  // namespace detail

inline ByteMasks byte_masks(const char* bytes) {
  static constexpr auto k_classes = detail::make_classes();
  std::array<std::uint64_t, 8> masks{};
  for (unsigned i = 0; i < k_block; ++i) {
    const std::uint64_t classes = k_classes[static_cast<unsigned char>(bytes[i])];
    for (unsigned bit = 0; bit < 8; ++bit) {
      masks[bit] |= (classes >> bit & 1) << i;
    }
  }
  return {masks[0], masks[1], masks[2], masks[3], masks[4], masks[5], masks[6], masks[7]};
}

#endif

}  // namespace itk::redact
