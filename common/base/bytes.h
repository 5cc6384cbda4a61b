// Searches that look at 16 bytes at once: SSE2 where there is (every x86-64), byte by byte elsewhere.
#pragma once

#include <bit>
#include <cstddef>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace itk {

namespace detail {

#if defined(__SSE2__)

template <class InBlock, class InByte>
inline std::size_t find_bytes(std::string_view text, std::size_t from, InBlock in_block, InByte in_byte) {
  for (; from + sizeof(__m128i) <= text.size(); from += sizeof(__m128i)) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + from));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(in_block(block)));
    if (mask != 0) {
      return from + static_cast<std::size_t>(std::countr_zero(mask));
    }
  }
  while (from < text.size() && !in_byte(text[from])) {
    ++from;
  }
  return from < text.size() ? from : text.size();
}

inline __m128i bytes_equal(__m128i block, char c) { return _mm_cmpeq_epi8(block, _mm_set1_epi8(c)); }

// Bytes from `low` to `low + span`, as unsigned ones.
inline __m128i bytes_between(__m128i block, char low, char span) {
  const __m128i moved = _mm_sub_epi8(block, _mm_set1_epi8(low));
  return _mm_cmpeq_epi8(_mm_min_epu8(moved, _mm_set1_epi8(span)), moved);
}

#endif

}  // namespace detail

// The first place from `from` on with one of the two; the size of the text where there is none.
inline std::size_t find_either(std::string_view text, std::size_t from, char a, char b) {
  const auto in_byte = [&](char c) { return c == a || c == b; };
#if defined(__SSE2__)
  return detail::find_bytes(
      text, from,
      [&](__m128i block) { return _mm_or_si128(detail::bytes_equal(block, a), detail::bytes_equal(block, b)); },
      in_byte);
#else
  while (from < text.size() && !in_byte(text[from])) {
    ++from;
  }
  return from < text.size() ? from : text.size();
#endif
}

// The first digit from `from` on; the size of the text where there is none.
inline std::size_t find_digit(std::string_view text, std::size_t from) {
  const auto in_byte = [](char c) { return c >= '0' && c <= '9'; };
#if defined(__SSE2__)
  return detail::find_bytes(
      text, from, [](__m128i block) { return detail::bytes_between(block, '0', 9); }, in_byte);
#else
  while (from < text.size() && !in_byte(text[from])) {
    ++from;
  }
  return from < text.size() ? from : text.size();
#endif
}

// The first quote, backslash or control character from `from` on: what a JSON string cannot hold as it is.
inline std::size_t find_escaped(std::string_view text, std::size_t from) {
  const auto in_byte = [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; };
#if defined(__SSE2__)
  return detail::find_bytes(
      text, from,
      [](__m128i block) {
        return _mm_or_si128(_mm_or_si128(detail::bytes_equal(block, '"'), detail::bytes_equal(block, '\\')),
                            detail::bytes_between(block, 0, 0x1f));
      },
      in_byte);
#else
  while (from < text.size() && !in_byte(text[from])) {
    ++from;
  }
  return from < text.size() ? from : text.size();
#endif
}

// The first byte from `from` on that is not ASCII, or that a JSON string cannot hold as it is.
inline std::size_t find_not_plain(std::string_view text, std::size_t from) {
  const auto in_byte = [](char c) { return c == '"' || c == '\\' || static_cast<signed char>(c) < 0x20; };
#if defined(__SSE2__)
  return detail::find_bytes(
      text, from,
      [](__m128i block) {
        return _mm_or_si128(_mm_or_si128(detail::bytes_equal(block, '"'), detail::bytes_equal(block, '\\')),
                            _mm_cmplt_epi8(block, _mm_set1_epi8(0x20)));  // signed: what is not ASCII is negative
      },
      in_byte);
#else
  while (from < text.size() && !in_byte(text[from])) {
    ++from;
  }
  return from < text.size() ? from : text.size();
#endif
}

}  // namespace itk
