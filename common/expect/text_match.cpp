#include "common/expect/text_match.h"

#include <fmt/core.h>
#include <re2/re2.h>

namespace itk::expect {

TextMatch TextMatch::literal(std::string text) {
  TextMatch match;
  match.text_ = std::move(text);
  return match;
}

Result<TextMatch> TextMatch::pattern(std::string text) {
  RE2::Options options;
  options.set_log_errors(false);
  auto compiled = std::make_shared<const RE2>(text, options);
  if (!compiled->ok()) {
    return tl::make_unexpected(usage_error(
        "bad_pattern",
        fmt::format("not an RE2 pattern: {} (https://github.com/google/re2/wiki/Syntax)", compiled->error())));
  }
  TextMatch match;
  match.text_ = std::move(text);
  match.pattern_ = std::move(compiled);
  return match;
}

bool TextMatch::matches(std::string_view haystack) const {
  if (pattern_ != nullptr) {
    return RE2::PartialMatch(re2::StringPiece(haystack.data(), haystack.size()), *pattern_);
  }
  return haystack.find(text_) != std::string_view::npos;
}

std::string TextMatch::describe() const {
  return pattern_ != nullptr ? fmt::format("/{}/", text_) : fmt::format("\"{}\"", text_);
}

}  // namespace itk::expect
