#include "common/ids/id.h"

#include <algorithm>
#include <array>

namespace itk::ids {
namespace {

struct KindName {
  Kind kind;
  std::string_view name;
};

constexpr std::array k_kinds = {
    KindName{Kind::Nonce, "nonce"},     KindName{Kind::Trace, "trace"},
    KindName{Kind::Span, "span"},       KindName{Kind::Sqs, "sqs"},
    KindName{Kind::Lambda, "lambda"},   KindName{Kind::Request, "request"},
    KindName{Kind::Session, "session"}, KindName{Kind::Correlation, "correlation"},
    KindName{Kind::Thread, "thread"},
};

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

}  // namespace

std::optional<Kind> kind_of(std::string_view id) {
  const std::string_view name = id.substr(0, id.find(':'));
  const auto found = std::find_if(k_kinds.begin(), k_kinds.end(), [&](const KindName& k) { return k.name == name; });
  if (found == k_kinds.end() || name.size() + 1 >= id.size()) {
    return std::nullopt;
  }
  return found->kind;
}

std::string_view name_of(Kind kind) {
  for (const KindName& k : k_kinds) {
    if (k.kind == kind) {
      return k.name;
    }
  }
  return "";
}

std::string make_id(Kind kind, std::string_view value) { return std::string(name_of(kind)) + ":" + std::string(value); }

std::string_view value_of(std::string_view id) {
  const std::size_t colon = id.find(':');
  return colon == std::string_view::npos ? std::string_view{} : id.substr(colon + 1);
}

bool joins(Kind kind) { return kind != Kind::Span; }

std::optional<std::string> normalise_trace_id(std::string_view text) {
  const std::size_t root = text.find("Root=");
  if (root != std::string_view::npos) {
    text = text.substr(root + 5);
    text = text.substr(0, text.find(';'));
  }
  std::string digits;
  if (text.size() == 35 && text.starts_with("1-") && text[10] == '-') {
    digits = lower(text.substr(2, 8)) + lower(text.substr(11));
  } else if (text.size() == 32) {
    digits = lower(text);
  }
  // All zeros is invalid in W3C trace context, section 3.2.2.3.
  if (digits.size() != 32 || !is_hex(digits) || digits.find_first_not_of('0') == std::string::npos) {
    return std::nullopt;
  }
  return digits;
}

void canonicalise(std::vector<std::string>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

}  // namespace itk::ids
