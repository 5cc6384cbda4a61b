// MD5 (RFC 1321) of several texts at once: the digests with which SQS says what it has stored.
//
// Not OpenSSL's: a digest is a chain of steps each of which waits for the one before, and SQS wants up to three for
// every message, which is a fourth of what sending a batch costs. Side by side, eight texts take little longer than
// one. Nothing is kept secret by it, so that it is there in FIPS mode, too.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace itk::aws {

// In hex.
class Md5 {
 public:
  std::string_view hex() const { return {digits_.data(), digits_.size()}; }
  std::array<char, 32>& digits() { return digits_; }

 private:
  std::array<char, 32> digits_{};
};

// One for each text, in order.
std::vector<Md5> md5_of(std::span<const std::string_view> texts);

}  // namespace itk::aws
