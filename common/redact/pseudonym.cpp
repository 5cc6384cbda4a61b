#include "common/redact/pseudonym.h"

#include "common/base/digest.h"
#include "common/redact/chars.h"

namespace itk::redact {
namespace {

constexpr std::size_t k_hex_digits = 16;
constexpr std::size_t k_most_known = 8192;

std::size_t bracket_at(std::string_view text, std::size_t at, char plain, std::string_view entity,
                       std::string_view escaped) {
  if (at_or_nul(text, at) == plain) {
    return 1;
  }
  const std::string_view rest = text.substr(std::min(at, text.size()), 6);
  return rest.starts_with(entity) ? entity.size() : rest == escaped ? escaped.size() : 0;
}

}  // namespace

const std::string& Pseudonyms::hex_of(std::string_view normal_form) {
  std::string value(normal_form);
  const auto known = known_.find(value);
  if (known != known_.end()) {
    return known->second;
  }
  if (known_.size() >= k_most_known) {
    known_.clear();  // a bound on memory, nothing more: the HMAC gives the same again
  }
  const Sha256Digest digest = hmac_sha256(key_, value);
  return known_.emplace(std::move(value), to_hex(digest.data(), k_hex_digits / 2)).first->second;
}

std::string Pseudonyms::of(std::string_view rule, std::string_view normal_form) {
  std::string text = "<";
  (text += rule) += ':';
  (text += hex_of(normal_form)) += '>';
  return text;
}

std::size_t pseudonym_at(std::string_view text, std::size_t at) {
  std::size_t i = at + bracket_at(text, at, '<', "&lt;", "\\u003c");
  const std::size_t name = i;
  while (i < text.size() && (is_lower(text[i]) || is_digit(text[i]) || text[i] == '-')) {
    ++i;
  }
  if (name == at || i == name || at_or_nul(text, i) != ':') {
    return 0;
  }
  const std::size_t hex = ++i;
  while (i < text.size() && i < hex + k_hex_digits && is_hex(text[i])) {
    ++i;
  }
  const std::size_t close = bracket_at(text, i, '>', "&gt;", "\\u003e");
  return i == hex + k_hex_digits && close > 0 ? i + close - at : 0;
}

}  // namespace itk::redact
