#include "common/redact/edits.h"

#include <algorithm>
#include <optional>

#include "common/redact/chars.h"
#include "common/redact/nesting.h"

namespace itk::redact {
namespace {

char next_solid(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) {
    ++at;
  }
  return at_or_nul(text, at);
}

char last_solid(std::string_view text, std::size_t at) {
  while (at > 0 && is_space(text[at - 1])) {
    --at;
  }
  return before(text, at);
}

// Whether JSON could have a number or a literal here: between : [ , and , ] }.
bool may_stand_bare(std::string_view text, const Edit& edit) {
  const char left = last_solid(text, edit.begin);
  const char right = next_solid(text, edit.end);
  return (left == ':' || left == '[' || left == ',' || left == '\0') &&
         (right == ',' || right == ']' || right == '}' || right == '\0');
}

}  // namespace

void settle(std::vector<Edit>& edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const Edit& a, const Edit& b) { return a.begin != b.begin ? a.begin < b.begin : a.end > b.end; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < edits.size(); ++i) {
    if (kept > 0 && edits[i].begin < edits[kept - 1].end) {
      edits[kept - 1].end = std::max(edits[kept - 1].end, edits[i].end);
    } else if (kept++ != i) {
      edits[kept - 1] = std::move(edits[i]);
    }
  }
  edits.resize(kept);
}

std::string apply(std::string_view text, const std::vector<Edit>& edits, bool is_json) {
  std::string out;
  out.reserve(text.size() + 16 * edits.size());
  std::optional<Nesting> nesting;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    out += text.substr(at, edit.begin - at);
    at = edit.end;
    if (may_stand_bare(text, edit)) {
      if (!nesting) {
        nesting.emplace(text);
      }
      nesting->advance_to(edit.begin);
      if (nesting->holds_json() || (is_json && nesting->depth() == 0)) {
        const std::string quote = std::string((std::size_t{1} << nesting->depth()) - 1, '\\') + '"';
        ((out += quote) += edit.replacement) += quote;
        continue;
      }
    }
    out += edit.replacement;
  }
  return out += text.substr(at);
}

}  // namespace itk::redact
