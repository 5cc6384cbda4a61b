#include "common/redact/environment.h"

#include <algorithm>

#include "common/base/text.h"
#include "common/redact/chars.h"
#include "common/redact/key_names.h"
#include "common/redact/value_shape.h"

namespace itk::redact {
namespace {

constexpr std::size_t k_least_secret = 8;

constexpr std::string_view k_plain_words[] = {"password",  "disabled",  "enabled",   "required", "optional",
                                              "localhost", "undefined", "anonymous", "defaults", "nopassword"};

bool is_secret_name(const KeyNames& names, std::string_view name) {
  const auto kind = names.kind_of(name);
  return (kind && *kind != KeyKind::Phone) || name == "ITK_REDACT_KEY" || name == "AWS_ACCESS_KEY_ID" ||
         name.ends_with("_PASS") || name.ends_with("_CREDENTIALS") || name.ends_with("_PAT");
}

bool is_telling(std::string_view value) {
  const bool is_path = value.starts_with("/") || value.starts_with("arn:") || value.starts_with("./");
  return value.size() >= k_least_secret && !is_path && !is_nothing(value) && !is_constant(value) &&
         std::find(std::begin(k_plain_words), std::end(k_plain_words), lowered(value)) == std::end(k_plain_words);
}

// "scheme://user:password@host" -> "password".
std::string_view url_password(std::string_view value) {
  const std::size_t scheme = value.find("://");
  if (scheme == std::string_view::npos) {
    return {};
  }
  const std::string_view rest = value.substr(scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const std::size_t at = authority.rfind('@');
  const std::size_t colon = authority.find(':');
  return at != std::string_view::npos && colon < at ? authority.substr(colon + 1, at - colon - 1) : std::string_view();
}

}  // namespace

std::vector<std::string> secrets_of(const Environment& environment) {
  const KeyNames names;
  std::vector<std::string> secrets;
  for (const auto& [name, value] : environment.values()) {
    if (is_secret_name(names, name) && is_telling(value)) {
      secrets.push_back(value);
    } else if (is_telling(url_password(value))) {
      secrets.emplace_back(url_password(value));
    }
  }
  std::sort(secrets.begin(), secrets.end());
  secrets.erase(std::unique(secrets.begin(), secrets.end()), secrets.end());
  return secrets;
}

std::vector<std::string> split_patterns(std::string_view text) {
  std::vector<std::string> patterns;
  std::size_t begin = 0;
  int depth = 0;
  const auto take = [&](std::size_t end) {
    const std::string_view pattern = trim(text.substr(begin, end - begin));
    if (!pattern.empty()) {
      patterns.emplace_back(pattern);
    }
    begin = end + 1;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      ++i;
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      --depth;
    } else if (c == ',' && depth <= 0) {
      take(i);
    }
  }
  take(text.size());
  return patterns;
}

}  // namespace itk::redact
