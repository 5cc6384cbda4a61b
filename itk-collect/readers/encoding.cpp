#include "itk-collect/readers/encoding.h"

#include <cstdint>

namespace itk::collect::readers {
namespace {

constexpr std::uint32_t k_replacement = 0xfffd;

void append(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
  } else {
    if (code < 0x10000) {
      out += static_cast<char>(0xe0 | code >> 12);
    } else {
      out += static_cast<char>(0xf0 | code >> 18);
      out += static_cast<char>(0x80 | (code >> 12 & 0x3f));
    }
    out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
  }
  out += static_cast<char>(0x80 | (code & 0x3f));
}

bool is_high(std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

}  // namespace

bool is_utf16(std::string_view bytes) {
  return bytes.size() > 2 && (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff"));
}

std::string utf8_of_utf16(std::string_view bytes) {
  const std::size_t high = bytes[0] == '\xfe' ? 0 : 1;  // where in a unit its upper byte stands
  const auto unit_at = [&](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + high]) << 8 |
                                      static_cast<unsigned char>(bytes[at + 1 - high]));
  };
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
    const std::uint32_t unit = unit_at(at);
    const std::uint32_t next = is_high(unit) && at + 3 < bytes.size() ? unit_at(at + 2) : 0;
    if (is_low(next)) {
      append(out, 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
      at += 2;
    } else {
      append(out, is_high(unit) || is_low(unit) ? k_replacement : unit);
    }
  }
  if (bytes.size() % 2 != 0) {
    append(out, k_replacement);  // cut off
  }
  return out;
}

}  // namespace itk::collect::readers
