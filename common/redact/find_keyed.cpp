// Values that their key gives away: `"password":"..."`, `DB_PASSWORD=...`, `Authorization: Bearer ...`, at any depth of
// JSON in strings, in Python's dicts, in query strings, in prose. What stands to the left of the sign is read
// backwards, what stands to the right forwards; nothing is parsed as a whole, so cut text and mixed text are fine.
#include <algorithm>

#include "common/redact/chars.h"
#include "common/redact/decode.h"
#include "common/redact/detectors.h"
#include "common/redact/nesting.h"
#include "common/redact/value_finder.h"

namespace itk::redact {
namespace {

constexpr std::size_t k_longest_name = 80;

struct Key {
  std::string_view name;
  std::size_t begin = 0;
  char quote = '\0';
  std::size_t depth = 0;  // of its quotes; 0 without
};

bool is_name_char(char c) { return is_alnum(c) || c == '_' || c == '-' || c == '.'; }

// The key that ends before `at`.
Key key_before(std::string_view text, std::size_t at) {
  Key key;
  std::size_t end = at;
  while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == ']')) {
    --end;
  }
  if (before(text, end) == '"' || before(text, end) == '\'') {
    key.quote = text[--end];
    const std::size_t quote = end;
    while (before(text, end) == '\\') {
      --end;
    }
    key.depth = quote_depth(quote - end);
  }
  std::size_t begin = end;
  while (begin > 0 && end - begin < k_longest_name && !is_escape_letter(text, begin - 1) &&
         (is_name_char(text[begin - 1]) || (text[begin - 1] == ' ' && begin < end && is_alnum(text[begin])))) {
    --begin;
  }
  key.name = text.substr(begin, end - begin);
  key.begin = begin;
  return key;
}

bool is_separator(std::string_view text, std::size_t at) {
  const char left = before(text, at);
  const char right = at_or_nul(text, at + 1);
  if (text[at] == ':') {
    return left != ':' && right != ':' && !(right == '/' && at_or_nul(text, at + 2) == '/');
  }
  return left != '=' && left != '!' && left != '<' && left != '>' && right != '=';
}

bool is_name_label(std::string_view label) {
  return label == "name" || label == "key" || label == "header" || label == "field" || label == "parameterkey";
}

// `"name":"Authorization","value":` -> "Authorization". Jaeger has the type of the value between the two.
std::string_view sibling_name(std::string_view text, const Key& key) {
  std::size_t i = key.begin;
  const auto skip = [&](std::string_view chars) {
    while (i > 0 && chars.find(text[i - 1]) != std::string_view::npos) {
      --i;
    }
  };
  for (int siblings = 0; siblings < 2; ++siblings) {
    skip("\"'\\");
    skip(" \t\r\n");
    if (before(text, i) != ',') {
      return {};
    }
    --i;
    skip("\"'\\ ");
    const std::size_t end = i;
    while (i > 0 && end - i < k_longest_name && is_name_char(text[i - 1])) {
      --i;
    }
    const std::string_view value = text.substr(i, end - i);
    skip("\"'\\ ");
    if (before(text, i) != ':') {
      return {};
    }
    const Key sibling = key_before(text, i - 1);
    const std::string label = normal_name(sibling.name);
    if (is_name_label(label)) {
      return value;
    }
    if (label != "type" && label != "vtype") {
      return {};
    }
    i = sibling.begin;
  }
  return {};
}

bool is_value_name(std::string_view name) {
  return name == "value" || name == "Value" || name == "stringValue" || name == "string_value" ||
         name == "ParameterValue" || name == "vStr";
}

std::optional<KeyKind> kind_of(Findings& findings, const Key& key, std::size_t at) {
  const KeyNames& names = findings.rules().keys;
  if (const auto kind = names.kind_of(key.name)) {
    return kind;
  }
  if (is_value_name(key.name)) {
    const std::string_view sibling = sibling_name(findings.text(), key);
    return sibling.empty() ? std::nullopt : names.kind_of(sibling);
  }
  if (names.has_paths()) {
    const std::string path = key.quote == '\0' ? std::string(key.name) : findings.path_at(at + 1);
    return names.kind_of_path(path);
  }
  return std::nullopt;
}

}  // namespace

void find_keyed(Findings& findings, std::size_t at) {
  const std::string_view text = findings.text();
  if (findings.is_taken(at) || !is_separator(text, at)) {
    return;
  }
  const Key key = key_before(text, at);
  const bool is_quoted = key.quote != '\0';
  if (key.name.empty() || (findings.mode().tripwire && !is_quoted)) {
    return;
  }
  const auto kind = kind_of(findings, key, at);
  if (!kind) {
    return;
  }
  // In `arn:aws:secretsmanager:eu-west-1:1:secret:orders` and in a pseudonym, `secret` is no key.
  const bool in_arn = !is_quoted && text[at] == ':' && before(text, key.begin) == ':';
  const auto begins_pseudonym = [&](std::size_t size) {
    return key.begin >= size && pseudonym_at(text, key.begin - size) > 0;
  };
  if (in_arn || begins_pseudonym(1) || begins_pseudonym(4) || begins_pseudonym(6)) {
    return;
  }
  const bool is_arrow = text[at] == '=' && at_or_nul(text, at + 1) == '>';
  ValueFinder(findings, *kind, !is_quoted && text[at] == ':').find(at + (is_arrow ? 2 : 1), is_quoted);
}

void find_announced(Findings& findings, std::size_t at, bool needs_digit) {
  const std::string_view text = findings.text();
  const std::string_view word = text.substr(at, std::min(text.find_first_of(" \t\r\n", at), text.size()) - at);
  const bool fits = !needs_digit || std::any_of(word.begin(), word.end(), is_digit);
  if (fits && !findings.is_taken(at) && !findings.mode().tripwire) {
    ValueFinder(findings, KeyKind::Secret, true).find(at, false);
  }
}

}  // namespace itk::redact
