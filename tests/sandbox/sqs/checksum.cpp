#include "tests/sandbox/sqs/checksum.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>

#include "common/base/digest.h"

namespace itk::sandbox::sqs {
namespace {

void append_sized(std::string& out, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  for (const int shift : {24, 16, 8, 0}) {
    out += static_cast<char>((size >> shift) & 0xff);
  }
  out += text;
}

}  // namespace

std::string md5_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_md5(), nullptr);
  return to_hex(digest.data(), size);
}

std::string md5_of_attributes(const Attributes& attributes) {
  if (attributes.empty()) {
    return "";
  }
  std::string text;
  for (const auto& [name, attribute] : attributes) {
    append_sized(text, name);
    append_sized(text, attribute.data_type);
    text += attribute.binary ? '\2' : '\1';
    append_sized(text, attribute.value);
  }
  return md5_hex(text);
}

}  // namespace itk::sandbox::sqs
