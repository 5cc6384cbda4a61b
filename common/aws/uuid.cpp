#include "common/aws/uuid.h"

#include <sys/random.h>

#include <array>

#include "common/base/digest.h"

namespace itk::aws {

namespace {

using Bytes = std::array<unsigned char, 16>;

// Fetched from the kernel for many at once.
Bytes random_bytes() {
  thread_local std::array<Bytes, 256> pool;
  thread_local std::size_t left = 0;
  if (left == 0) {
    static_cast<void>(getrandom(pool.data(), sizeof pool, 0));
    left = pool.size();
  }
  return pool[--left];
}

}  // namespace

std::string make_uuid() {
  Bytes bytes = random_bytes();
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  const std::string digits = to_hex(bytes.data(), bytes.size());
  std::string text;
  text.reserve(36);
  for (const auto& [at, count] : {std::pair(0u, 8u), {8u, 4u}, {12u, 4u}, {16u, 4u}, {20u, 12u}}) {
    text += at == 0 ? "" : "-";
    text.append(digits, at, count);
  }
  return text;
}

}  // namespace itk::aws
