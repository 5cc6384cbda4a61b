#include "common/base/ulid.h"

#include <sys/random.h>

#include <array>

#include "common/base/digest.h"

namespace itk {
namespace {

constexpr std::string_view k_alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string encode(Timestamp time, const std::array<unsigned char, 10>& entropy) {
  std::string text(26, '0');
  auto ms = static_cast<std::uint64_t>(time.ms());
  for (int i = 9; i >= 0; --i, ms >>= 5) {
    text[static_cast<std::size_t>(i)] = k_alphabet[ms & 31];
  }
  for (std::size_t i = 0; i < 16; ++i) {
    const std::size_t bit = i * 5;
    const unsigned high = entropy[bit / 8];
    const unsigned low = bit / 8 + 1 < entropy.size() ? entropy[bit / 8 + 1] : 0u;
    text[10 + i] = k_alphabet[((high << 8 | low) >> (11 - bit % 8)) & 31];
  }
  return text;
}

}  // namespace

std::string make_ulid(Timestamp now) {
  std::array<unsigned char, 10> entropy{};
  while (getrandom(entropy.data(), entropy.size(), 0) != static_cast<ssize_t>(entropy.size())) {
  }
  return encode(now, entropy);
}

std::string derive_ulid(Timestamp time, std::string_view seed) {
  const Sha256Digest digest = sha256(seed);
  std::array<unsigned char, 10> entropy{};
  std::copy_n(digest.begin(), entropy.size(), entropy.begin());
  return encode(time, entropy);
}

bool is_ulid(std::string_view text) {
  return text.size() == 26 && text[0] <= '7' && text.find_first_not_of(k_alphabet) == std::string_view::npos;
}

}  // namespace itk
