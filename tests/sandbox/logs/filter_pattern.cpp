#include "tests/sandbox/logs/filter_pattern.h"

#include <algorithm>
#include <cctype>

#include "common/base/result.h"
#include "common/base/text.h"
#include "tests/sandbox/logs/faults.h"

namespace itk::sandbox::logs {
namespace {

// Takes one term off the front of `rest`.
Outcome<std::string> take_term(std::string_view& rest) {
  std::string term;
  if (rest.starts_with('"')) {
    rest.remove_prefix(1);
    while (!rest.empty() && rest.front() != '"') {
      if (rest.front() == '\\' && rest.size() > 1) {
        rest.remove_prefix(1);
      }
      term += rest.front();
      rest.remove_prefix(1);
    }
    if (rest.empty() || term.empty()) {
      return fail(invalid_parameter("Invalid filter pattern"));
    }
    rest.remove_prefix(1);
    return term;
  }
  while (!rest.empty() && rest.front() != ' ') {
    const auto each = static_cast<unsigned char>(rest.front());
    if (std::isalnum(each) == 0 && each != '_') {
      return fail(invalid_parameter("Invalid filter pattern"));  // such terms need quotes
    }
    term += rest.front();
    rest.remove_prefix(1);
  }
  if (term.empty()) {
    return fail(invalid_parameter("Invalid filter pattern"));
  }
  return term;
}

bool occurs(std::string_view message, const std::string& term) { return message.find(term) != std::string_view::npos; }

}  // namespace

Outcome<FilterPattern> FilterPattern::parse(std::string_view text) {
  FilterPattern pattern;
  std::string_view rest = trim(text);
  if (rest.starts_with('{') || rest.starts_with('[') || rest.starts_with('%')) {
    return fail(
        invalid_parameter("itk-sandbox serves patterns of terms only, not JSON, space-delimited or regex ones"));
  }
  while (!rest.empty()) {
    std::vector<std::string>* terms = &pattern.required_;
    if (rest.front() == '?' || rest.front() == '-') {
      terms = rest.front() == '?' ? &pattern.alternatives_ : &pattern.excluded_;
      rest.remove_prefix(1);
    }
    ITK_TRY_ASSIGN(std::string term, take_term(rest));
    terms->push_back(std::move(term));
    rest = trim(rest);
  }
  return pattern;
}

bool FilterPattern::matches(std::string_view message) const {
  const auto found = [message](const std::string& term) { return occurs(message, term); };
  return std::all_of(required_.begin(), required_.end(), found) &&
         std::none_of(excluded_.begin(), excluded_.end(), found) &&
         (alternatives_.empty() || std::any_of(alternatives_.begin(), alternatives_.end(), found));
}

}  // namespace itk::sandbox::logs
