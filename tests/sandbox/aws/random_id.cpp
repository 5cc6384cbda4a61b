#include "tests/sandbox/aws/random_id.h"

#include <sys/random.h>

#include <vector>

#include "common/base/digest.h"

namespace itk::sandbox {

namespace {

void fill_randomly(void* into, std::size_t size) {
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t got = getrandom(static_cast<char*>(into) + filled, size - filled, 0);
    filled += got > 0 ? static_cast<std::size_t>(got) : 0;  // only a signal interrupts it
  }
}

}  // namespace

std::string random_hex(std::size_t digits) {
  std::vector<unsigned char> bytes((digits + 1) / 2);
  fill_randomly(bytes.data(), bytes.size());
  return to_hex(bytes.data(), bytes.size()).substr(0, digits);
}

std::string random_uuid() {
  std::string hex = random_hex(32);
  hex[12] = '4';
  const int variant = 8 + (hex[16] & 3);
  hex[16] = variant < 10 ? static_cast<char>('0' + variant) : static_cast<char>('a' + variant - 10);
  return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' + hex.substr(16, 4) + '-' +
         hex.substr(20);
}

std::int64_t random_below(std::int64_t bound) {
  std::uint64_t number = 0;
  fill_randomly(&number, sizeof(number));
  return static_cast<std::int64_t>(number % static_cast<std::uint64_t>(bound));
}

}  // namespace itk::sandbox
