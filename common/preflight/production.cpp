#include "common/preflight/production.h"

#include <algorithm>
#include <array>

namespace itk::preflight {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return is_upper(c) || is_lower(c); }

bool says_production(std::string_view word) {
  constexpr std::array<std::string_view, 4> k_words = {"prod", "production", "prd", "live"};
  return std::any_of(k_words.begin(), k_words.end(), [&](std::string_view known) {
    return std::equal(word.begin(), word.end(), known.begin(), known.end(),
                      [](char a, char b) { return (is_upper(a) ? static_cast<char>(a - 'A' + 'a') : a) == b; });
  });
}

// Whether a word begins at `i` although a letter stands before it: "prodOrders", "PRODOrders".
bool is_hump(std::string_view name, std::size_t i) {
  if (!is_upper(name[i])) {
    return false;
  }
  return is_lower(name[i - 1]) || (i + 1 < name.size() && is_lower(name[i + 1]));
}

}  // namespace

std::string_view production_word(std::string_view name) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    const bool ends = i == name.size() || !is_letter(name[i]);
    if (!ends && (i == begin || !is_hump(name, i))) {
      continue;
    }
    if (const std::string_view word = name.substr(begin, i - begin); says_production(word)) {
      return word;
    }
    begin = ends ? i + 1 : i;
  }
  return {};
}

}  // namespace itk::preflight
