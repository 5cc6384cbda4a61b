#include "common/aws/secrets.h"

#include <algorithm>

namespace itk::aws {
namespace {

constexpr std::string_view k_hidden = "(hidden)";

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Of base 64 of either alphabet, and of the three parts of a JWT.
bool may_be_in_secret(char c) {
  return is_upper(c) || is_lower(c) || is_digit(c) || std::string_view("+/=-_.").find(c) != std::string_view::npos;
}

bool looks_secret(std::string_view run) {
  const bool is_key_id = run.size() >= 16 && (run.starts_with("AKIA") || run.starts_with("ASIA"));
  return is_key_id || (run.size() >= 32 && std::any_of(run.begin(), run.end(), is_upper) &&
                       std::any_of(run.begin(), run.end(), is_lower) && std::any_of(run.begin(), run.end(), is_digit));
}

}  // namespace

std::string hide_secrets(std::string text, const std::vector<std::string_view>& secrets) {
  for (const std::string_view secret : secrets) {
    if (secret.size() < 4) {
      continue;
    }
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + k_hidden.size())) {
      text.replace(at, secret.size(), k_hidden);
    }
  }
  return text;
}

std::string hide_what_looks_secret(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const auto end = std::find_if_not(text.begin(), text.end(), may_be_in_secret);
    const std::string_view run = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    shown += looks_secret(run) ? k_hidden : run;
    text.remove_prefix(run.size());
    if (!text.empty()) {
      shown += text.front();
      text.remove_prefix(1);
    }
  }
  return shown;
}

}  // namespace itk::aws
