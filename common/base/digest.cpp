#include "common/base/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "common/base/owned.h"

namespace itk {

struct Sha256::Context {
  Owned<EVP_MD_CTX, EVP_MD_CTX_free> md{EVP_MD_CTX_new()};

  void start() { EVP_DigestInit_ex(md.get(), EVP_sha256(), nullptr); }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) { context_->start(); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) { EVP_DigestUpdate(context_->md.get(), bytes.data(), bytes.size()); }

Sha256Digest Sha256::finish() {
  Sha256Digest digest{};
  EVP_DigestFinal_ex(context_->md.get(), digest.data(), nullptr);
  context_->start();
  return digest;
}

Sha256Digest Sha256::so_far() const {
  const Owned<EVP_MD_CTX, EVP_MD_CTX_free> copy{EVP_MD_CTX_new()};
  EVP_MD_CTX_copy_ex(copy.get(), context_->md.get());
  Sha256Digest digest{};
  EVP_DigestFinal_ex(copy.get(), digest.data(), nullptr);
  return digest;
}

Sha256Digest sha256(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

Sha256Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  Sha256Digest digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(bytes.data()),
       bytes.size(), digest.data(), &size);
  return digest;
}

std::string to_hex(const unsigned char* bytes, std::size_t size) {
  static constexpr char k_digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(size * 2);
  for (std::size_t i = 0; i < size; ++i) {
    text += k_digits[bytes[i] >> 4];
    text += k_digits[bytes[i] & 15];
  }
  return text;
}

std::string to_hex(const Sha256Digest& digest) { return to_hex(digest.data(), digest.size()); }

std::string sha256_hex(std::string_view bytes) { return to_hex(sha256(bytes)); }

}  // namespace itk
