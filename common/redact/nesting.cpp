#include "common/redact/nesting.h"

#include "common/redact/chars.h"

namespace itk::redact {
namespace {

constexpr std::size_t k_deepest = 16;  // 65535 backslashes before each quote: nobody writes that

}  // namespace

bool Nesting::begins_json(std::size_t offset) const {
  while (offset < text_.size() && is_space(text_[offset])) {
    ++offset;
  }
  const char c = at_or_nul(text_, offset);
  return c == '{' || c == '[';
}

void Nesting::take_quote(std::size_t at, std::size_t backslashes) {
  const std::size_t depth = quote_depth(backslashes);
  if (depth == strings_.size()) {
    if (depth <= k_deepest) {
      Open open;
      open.begin = at + 1;
      open.is_json = begins_json(at + 1);
      strings_.push_back(std::move(open));
    }
  } else if (depth < strings_.size()) {
    const std::size_t begin = strings_[depth].begin;
    strings_.resize(depth);
    strings_.back().last_string = text_.substr(begin, at - backslashes - begin);
  }
}

void Nesting::advance_to(std::size_t offset) {
  std::size_t backslashes = 0;
  for (; at_ < offset && at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '\\') {
      ++backslashes;
      continue;
    }
    Open& here = strings_.back();
    if (c == '"') {
      take_quote(at_, backslashes);
    } else if (here.is_json) {
      if (c == ':') {
        here.keys.back() = here.last_string;
      } else if (c == '{' || c == '[') {
        here.keys.emplace_back();
      } else if ((c == '}' || c == ']') && here.keys.size() > 1) {
        here.keys.pop_back();
      }
    }
    backslashes = 0;
  }
}

std::string Nesting::path() const {
  std::string path;
  for (const Open& open : strings_) {
    for (const std::string_view key : open.keys) {
      if (!key.empty()) {
        (path += path.empty() ? "" : ".") += key;
      }
    }
  }
  return path;
}

}  // namespace itk::redact
