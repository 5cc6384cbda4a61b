#include "common/redact/rules.h"

namespace itk::redact {

void Findings::add(std::string_view rule, std::size_t begin, std::size_t end, std::string_view normal_form) {
  if (begin >= end || rules_.off.contains(rule)) {
    return;
  }
  const std::string_view found = text_.substr(begin, end - begin);
  for (const auto& allowed : rules_.allowed) {
    if (rule != rule::k_environment && re2::RE2::FullMatch({found.data(), found.size()}, *allowed)) {
      return;
    }
  }
  edits_.push_back({begin, end, rule, rules_.pseudonyms.of(rule, normal_form)});
}

std::string Findings::path_at(std::size_t offset) {
  if (!nesting_) {
    nesting_.emplace(text_);
  }
  nesting_->advance_to(offset);
  return nesting_->path();
}

}  // namespace itk::redact
