#include "common/aws/uuid.h"

#include <sys/random.h>

#include <array>

#include "common/base/digest.h"

namespace itk::aws {

std::string make_uuid() {
  std::array<unsigned char, 16> bytes{};
  static_cast<void>(getrandom(bytes.data(), bytes.size(), 0));
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  std::string text = to_hex(bytes.data(), bytes.size());
  for (const std::size_t at : {20u, 16u, 12u, 8u}) {
    text.insert(at, 1, '-');
  }
  return text;
}

}  // namespace itk::aws
