// Requests of OTLP in protobuf, put together field by field.
#pragma once

#include <cstdint>
#include <string>

namespace itk::collect::otlp {

inline std::string number_bytes(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) {
    out += static_cast<char>((value & 0x7f) | 0x80);
  }
  return out += static_cast<char>(value);
}

inline std::string varint(unsigned field, std::uint64_t value) {
  return number_bytes(field << 3) + number_bytes(value);
}

inline std::string bytes(unsigned field, const std::string& value) {
  return number_bytes(field << 3 | 2) + number_bytes(value.size()) + value;
}

inline std::string fixed64(unsigned field, std::uint64_t value) {
  std::string out = number_bytes(field << 3 | 1);
  for (int i = 0; i < 8; ++i) {
    out += static_cast<char>(value >> 8 * i & 0xff);
  }
  return out;
}

inline std::string attribute(const std::string& key, const std::string& value) {
  return bytes(1, key) + bytes(2, value);
}

// A failed chat of the service "orders".
inline std::string trace_request() {
  const std::string trace = "\x5b\x8e\xff\xf7\x98\x03\x81\x03\xd2\x69\xb6\x33\x81\x3f\xc6\x0c";
  const std::string span = bytes(1, trace) + bytes(2, "\xee\xe1\x9b\x7e\xc3\xc1\xb1\x74") + bytes(5, "chat claude") +
                           varint(6, 3) + fixed64(7, 1544712660000000000) + fixed64(8, 1544712661000000000) +
                           bytes(9, attribute("gen_ai.operation.name", bytes(1, "chat"))) +
                           bytes(9, attribute("n", varint(3, static_cast<std::uint64_t>(-1)))) +
                           bytes(9, attribute("d", fixed64(4, 0x3fe0000000000000))) +
                           bytes(9, attribute("ok", varint(2, 1))) +
                           bytes(9, attribute("list", bytes(5, bytes(1, bytes(1, "a"))))) +
                           bytes(11, fixed64(1, 1544712660500000000) + bytes(2, "exception")) +
                           bytes(15, bytes(2, "too long") + varint(3, 2));
  return bytes(1, bytes(1, bytes(1, attribute("service.name", bytes(1, "orders")))) +
                      bytes(2, bytes(1, bytes(1, "lib")) + bytes(2, span)));
}

}  // namespace itk::collect::otlp
