// Secrets that nothing but chance explains.
#include <algorithm>

#include "common/redact/chars.h"
#include "common/redact/detectors.h"
#include "common/redact/entropy.h"
#include "common/redact/key_names.h"

namespace itk::redact {
namespace {

// The name that the value at `begin` stands under: `"requestId":"`, `x-amz-id-2: `, `md5=`.
std::string_view name_before(std::string_view text, std::size_t begin) {
  constexpr std::string_view k_between = "\"'\\ [";
  std::size_t end = begin;
  while (end > 0 && begin - end < 72 && k_between.find(text[end - 1]) != std::string_view::npos) {
    --end;
  }
  if (end == 0 || (text[end - 1] != ':' && text[end - 1] != '=')) {
    return {};
  }
  --end;
  while (end > 0 && k_between.find(text[end - 1]) != std::string_view::npos) {
    --end;
  }
  std::size_t name = end;
  while (name > 0 && end - name < 64 &&
         (is_alnum(text[name - 1]) || text[name - 1] == '_' || text[name - 1] == '-' || text[name - 1] == '.')) {
    --name;
  }
  return text.substr(name, end - name);
}

// Whether the word that holds `at` begins with "arn:".
bool in_arn(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < 256 &&
         (is_token_char(text[begin - 1]) || text[begin - 1] == ':' || text[begin - 1] == '.')) {
    --begin;
  }
  return text.substr(begin).starts_with("arn:");
}

// Whether a dot and a name stand behind `end`, as in a host. The type of a file does not count.
bool is_host_part(std::string_view text, std::size_t end) {
  constexpr std::size_t k_longest_type = 5;
  if (at_or_nul(text, end) != '.' || !is_alnum(at_or_nul(text, end + 1))) {
    return false;
  }
  const std::size_t type_end = end_of(text, end + 1, is_alnum);
  const char behind = at_or_nul(text, type_end);
  return type_end - end - 1 > k_longest_type || behind == '.' || behind == '-' || behind == '_';
}

// Leaves behind the segments of a path that are plain words: "/v1/customers/" of "/v1/customers/<key>".
std::size_t skip_path(std::string_view text, std::size_t begin, std::size_t end) {
  while (begin < end) {
    const std::size_t slash = text.find('/', begin);
    if (slash >= end || (slash - begin > 3 && !all_of(text.substr(begin, slash - begin),
                                                      [](char c) { return is_lower(c) || c == '-' || c == '_'; }))) {
      return begin;
    }
    begin = slash + 1;
  }
  return begin;
}

}  // namespace

void find_random(Findings& findings, std::size_t run_begin, std::size_t end) {
  const std::string_view text = findings.text();
  if (findings.mode().tripwire) {
    return;
  }
  const std::size_t begin = skip_path(text, run_begin, end);
  const std::string_view run = text.substr(begin, end - begin);
  const bool is_aws = is_aws_secret(run);
  if (!is_aws && !is_random(run)) {
    return;
  }
  const bool is_part = before(text, begin) == '.' || before(text, begin) == '$' || is_host_part(text, end) ||
                       (before(text, begin) == ':' && in_arn(text, begin));
  if (!is_part && !names_opaque_value(name_before(text, begin))) {
    const std::size_t last = std::min(end + 2, end_of(text, end, [](char c) { return c == '='; }));
    findings.add(is_aws ? rule::k_aws_secret : rule::k_entropy, begin, last);
  }
}

}  // namespace itk::redact
