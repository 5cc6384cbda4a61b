#include "common/base/text.h"

#include <openssl/evp.h>
#include <cstdint>
#include <cstring>

#include <fmt/core.h>

namespace itk {

std::string base64_encode(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

Result<std::string> base64_decode(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  const int length =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  const std::size_t padding = text.ends_with("==") ? 2u : text.ends_with("=") ? 1u : 0u;
  if (length < 0 || text.size() % 4 != 0 || static_cast<std::size_t>(length) < padding) {
    return tl::make_unexpected(contract_error("bad_base64", "text is not base 64"));
  }
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

bool is_utf8(std::string_view bytes) {
  std::size_t i = 0;
  const auto at = [&](std::size_t k) { return static_cast<unsigned char>(bytes[k]); };
  const auto continues = [&](std::size_t k, unsigned low = 0x80, unsigned high = 0xbf) {
    return k < bytes.size() && at(k) >= low && at(k) <= high;
  };
  while (i < bytes.size()) {
    for (std::uint64_t word = 0; i + sizeof word <= bytes.size(); i += sizeof word) {  // most text is ASCII
      std::memcpy(&word, bytes.data() + i, sizeof word);
      if ((word & 0x8080808080808080) != 0) {
        break;
      }
    }
    if (i == bytes.size()) {
      return true;
    }
    const unsigned lead = at(i);
    if (lead < 0x80) {
      ++i;
    } else if (lead >= 0xc2 && lead <= 0xdf && continues(i + 1)) {
      i += 2;
    } else if (lead >= 0xe0 && lead <= 0xef &&
               continues(i + 1, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf) && continues(i + 2)) {
      i += 3;
    } else if (lead >= 0xf0 && lead <= 0xf4 &&
               continues(i + 1, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf) && continues(i + 2) &&
               continues(i + 3)) {
      i += 4;
    } else {
      return false;
    }
  }
  return true;
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::vector<std::string> split_list(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t cut = std::min(text.find(separator), text.size());
    const std::string_view part = trim(text.substr(0, cut));
    if (!part.empty()) {
      parts.emplace_back(part);
    }
    text.remove_prefix(std::min(cut + 1, text.size()));
  }
  return parts;
}

}  // namespace itk
