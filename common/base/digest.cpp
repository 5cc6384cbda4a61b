#include "common/base/digest.h"

#include <openssl/evp.h>

#include <algorithm>

#include "common/base/owned.h"

namespace itk {

namespace {

using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

// Looked up once: EVP_sha256() makes OpenSSL 3 look for it in its providers each time, which costs more than hashing.
const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}

void start(EVP_MD_CTX* context) { EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr); }

// For digests in one go.
EVP_MD_CTX* scratch_context() {
  thread_local const DigestContext context{EVP_MD_CTX_new()};
  return context.get();
}

Sha256Digest digest_of(std::string_view first, std::string_view second) {
  EVP_MD_CTX* context = scratch_context();
  Sha256Digest digest{};
  start(context);
  EVP_DigestUpdate(context, first.data(), first.size());
  EVP_DigestUpdate(context, second.data(), second.size());
  EVP_DigestFinal_ex(context, digest.data(), nullptr);
  return digest;
}

std::string_view view_of(const Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

struct Sha256::Context {
  DigestContext md{EVP_MD_CTX_new()};

  void start() { itk::start(md.get()); }
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

Sha256Digest sha256(std::string_view bytes) { return digest_of(bytes, {}); }

// RFC 2104. Not OpenSSL's HMAC(), which sets up a context of its own for each call, at several times the price of the
// two digests that it consists of; SigV4 wants one for each request.
Sha256Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  constexpr std::size_t k_block = 64;
  std::array<char, k_block> inner{};
  if (key.size() > k_block) {
    const Sha256Digest short_key = sha256(key);
    std::copy(short_key.begin(), short_key.end(), inner.begin());
  } else {
    std::copy(key.begin(), key.end(), inner.begin());
  }
  std::array<char, k_block> outer = inner;
  for (std::size_t i = 0; i < k_block; ++i) {
    inner[i] = static_cast<char>(inner[i] ^ 0x36);
    outer[i] = static_cast<char>(outer[i] ^ 0x5c);
  }
  const Sha256Digest within = digest_of({inner.data(), k_block}, bytes);
  return digest_of({outer.data(), k_block}, view_of(within));
}

std::string to_hex(const unsigned char* bytes, std::size_t size) {
  static constexpr char k_digits[] = "0123456789abcdef";
  std::string text(size * 2, '\0');
  for (std::size_t i = 0; i < size; ++i) {
    text[2 * i] = k_digits[bytes[i] >> 4];
    text[2 * i + 1] = k_digits[bytes[i] & 15];
  }
  return text;
}

std::string to_hex(const Sha256Digest& digest) { return to_hex(digest.data(), digest.size()); }

std::string sha256_hex(std::string_view bytes) { return to_hex(sha256(bytes)); }

}  // namespace itk
