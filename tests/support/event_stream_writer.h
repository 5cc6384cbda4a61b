// Frames of application/vnd.amazon.eventstream, right or deliberately wrong. Link ZLIB::ZLIB.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace itk::test {

inline std::string big_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    text += static_cast<char>(static_cast<unsigned char>(value >> shift));
  }
  return text;
}

inline std::string with_crc(std::string bytes) {
  return bytes + big_endian(crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()), 4);
}

// The bytes of one header: `value` with its length in front where the type wants one.
inline std::string event_header(std::string_view name, int type, std::string_view value) {
  return big_endian(name.size(), 1) + std::string(name) + big_endian(static_cast<std::uint64_t>(type), 1) +
         std::string(value);
}
inline std::string text_header(std::string_view name, std::string_view text) {
  return event_header(name, 7, big_endian(text.size(), 2) + std::string(text));
}

inline std::string event_frame(std::string_view headers, std::string_view payload) {
  return with_crc(with_crc(big_endian(headers.size() + payload.size() + 16, 4) + big_endian(headers.size(), 4)) +
                  std::string(headers) + std::string(payload));
}

}  // namespace itk::test
