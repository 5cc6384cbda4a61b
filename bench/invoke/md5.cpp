#include "bench/invoke/md5.h"

#include <array>

namespace itk::bench {

Md5::Md5() : algorithm_(EVP_MD_fetch(nullptr, "MD5", nullptr)), context_(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr);
}

void Md5::update(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

void Md5::finish_hex(std::string& out) {
  constexpr std::string_view k_digits = "0123456789abcdef";
  std::array<unsigned char, 16> digest{};
  EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
  for (const unsigned char byte : digest) {
    out += k_digits[byte >> 4];
    out += k_digits[byte & 15];
  }
  EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr);
}

}  // namespace itk::bench
