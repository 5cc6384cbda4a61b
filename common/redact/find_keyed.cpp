// Values that their key gives away: `"password":"..."`, `DB_PASSWORD=...`, `Authorization: Bearer ...`, at any depth of
// JSON in strings, in Python's dicts, in query strings, in prose. What stands to the left of the sign is read
// backwards, what stands to the right forwards; nothing is parsed as a whole, so cut text and mixed text are fine.
#include <algorithm>

#include "common/redact/chars.h"
#include "common/redact/decode.h"
#include "common/redact/detectors.h"
#include "common/redact/nesting.h"
#include "common/redact/value_shape.h"

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

// `"name":"Authorization","value":` -> "Authorization".
std::string_view sibling_name(std::string_view text, const Key& key) {
  std::size_t i = key.begin;
  const auto skip = [&](std::string_view chars) {
    while (i > 0 && chars.find(text[i - 1]) != std::string_view::npos) {
      --i;
    }
  };
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
  const std::string label = normal_name(key_before(text, i - 1).name);
  return label == "name" || label == "key" || label == "header" || label == "field" ? value : std::string_view();
}

bool is_value_name(std::string_view name) {
  return name == "value" || name == "Value" || name == "stringValue" || name == "string_value";
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

// The closing quote of the string whose content begins at `begin`, its backslashes left out; the end of the text, or of
// the string around it, where there is none.
std::size_t string_end(std::string_view text, std::size_t begin, char quote, std::size_t depth) {
  for (std::size_t i = text.find(quote, begin); i != std::string_view::npos; i = text.find(quote, i + 1)) {
    std::size_t first = i;
    while (first > begin && text[first - 1] == '\\') {
      --first;
    }
    const std::size_t backslashes = i - first;
    if (quote_depth(backslashes) <= depth) {
      const std::size_t own = (std::size_t{1} << (quote_depth(backslashes) - 1)) - 1;
      return i - own;
    }
  }
  return text.size();
}

class ValueFinder {
 public:
  ValueFinder(Findings& findings, KeyKind kind, bool is_prose)
      : findings_(findings), text_(findings.text()), kind_(kind), is_prose_(is_prose) {}

  // The value that begins at `at`, whatever it is.
  void find(std::size_t at, bool with_containers) {
    std::size_t i = at;
    while (i < text_.size() && i < at + 16 && (text_[i] == ' ' || text_[i] == '\t')) {
      ++i;
    }
    if (at_or_nul(text_, i) == 'b' && at_or_nul(text_, i + 1) == '\'') {
      ++i;  // Python's bytes
    }
    std::size_t quote = i;
    while (at_or_nul(text_, quote) == '\\') {
      ++quote;
    }
    const char c = at_or_nul(text_, quote);
    if (c == '"' || c == '\'') {
      find_string(quote, quote_depth(quote - i));
    } else if (quote > i) {
      return;  // an escape: a line break, most likely
    } else if (with_containers && (c == '{' || c == '[')) {
      find_leaves(i);
    } else if (!findings_.mode().tripwire) {
      find_bare(i);
    }
  }

 private:
  // Returns the offset behind the closing quote.
  std::size_t find_string(std::size_t quote, std::size_t depth) {
    const std::size_t end = string_end(text_, quote + 1, text_[quote], depth);
    findings_.take_until(end);
    add(quote + 1, end, depth);
    std::size_t behind = end;
    while (at_or_nul(text_, behind) == '\\') {
      ++behind;
    }
    return std::min(behind + 1, text_.size());
  }

  // The strings and numbers of an object or array, keys left out.
  void find_leaves(std::size_t open) {
    std::size_t level = 0;
    for (std::size_t i = open; i < text_.size();) {
      const char c = text_[i];
      findings_.take_until(i + 1);
      if (c == '{' || c == '[') {
        ++level;
        ++i;
      } else if (c == '}' || c == ']') {
        if (--level == 0) {
          return;
        }
        ++i;
      } else if (c == '"' || c == '\'' || c == '\\') {
        i = find_leaf_string(i);
      } else if (is_digit(c) || c == '-') {
        const std::size_t end = bare_end(i);
        add(i, end, 0);
        i = std::max(end, i + 1);
      } else {
        ++i;
      }
    }
  }

  std::size_t find_leaf_string(std::size_t begin) {
    std::size_t quote = begin;
    while (at_or_nul(text_, quote) == '\\') {
      ++quote;
    }
    const char c = at_or_nul(text_, quote);
    if (c != '"' && c != '\'') {
      return quote + 1;
    }
    const std::size_t depth = quote_depth(quote - begin);
    std::size_t behind = string_end(text_, quote + 1, c, depth);
    while (at_or_nul(text_, behind) == '\\' || at_or_nul(text_, behind) == c || at_or_nul(text_, behind) == ' ') {
      ++behind;
    }
    if (at_or_nul(text_, behind) == ':') {
      return behind + 1;
    }
    return find_string(quote, depth);
  }

  std::size_t bare_end(std::size_t begin) const {
    std::size_t end = begin;
    while (end < text_.size() && !is_space(text_[end]) &&
           std::string_view(",;&\"'\\<>|").find(text_[end]) == std::string_view::npos) {
      ++end;
    }
    while (end > begin && std::string_view(")]}.").find(text_[end - 1]) != std::string_view::npos) {
      --end;
    }
    return end;
  }

  void find_bare(std::size_t begin) {
    std::size_t end = bare_end(begin);
    if (kind_ == KeyKind::Cookie) {
      end = line_end(begin);
    } else if (kind_ == KeyKind::Header) {
      end = header_end(begin);
    } else if (kind_ == KeyKind::Phone) {
      while (end < text_.size() &&
             (is_digit(text_[end]) || std::string_view(" -.()+").find(text_[end]) != std::string_view::npos)) {
        ++end;
      }
      while (end > begin && !is_digit(text_[end - 1])) {
        --end;
      }
    }
    findings_.take_until(end);
    add(begin, end, 0);
  }

  std::size_t line_end(std::size_t begin) const {
    const std::size_t end = text_.find_first_of("\r\n\"'\\<", begin);
    return end == std::string_view::npos ? text_.size() : end;
  }

  // A scheme and what belongs to it; AWS's goes on to the end of the line.
  std::size_t header_end(std::size_t begin) const {
    const std::size_t token = begin + scheme_size(text_.substr(begin));
    return text_.substr(begin).starts_with("AWS4-") || text_.substr(begin).starts_with("Digest ") ? line_end(begin)
                                                                                                  : bare_end(token);
  }

  void add(std::size_t begin, std::size_t end, std::size_t depth) {
    if (kind_ == KeyKind::Header) {
      begin = std::min(end, begin + scheme_size(text_.substr(begin, end - begin)));
    }
    const std::string_view value = text_.substr(begin, end - begin);
    const bool is_bare = depth == 0;
    if (is_nothing(value) || (is_bare && is_constant(value)) || pseudonym_at(value, 0) == value.size() ||
        (is_prose_ && is_prose(value))) {
      return;
    }
    switch (kind_) {
      case KeyKind::Token:
        if (is_bare && all_of(value, [](char c) { return is_digit(c) || c == '.' || c == '-'; })) {
          return;
        }
        break;
      case KeyKind::Phone:
        return is_phone(value) ? findings_.add(rule::k_phone, begin, end, normal_phone(value)) : void();
      case KeyKind::Ssn:
        return findings_.add(rule::k_ssn, begin, end, digits_of(value));
      case KeyKind::Card:
        return is_card_like(value) ? findings_.add(rule::k_card, begin, end, digits_of(value)) : void();
      default:
        break;
    }
    findings_.add(rule::k_secret, begin, end, unescape(value, depth));
  }

  Findings& findings_;
  std::string_view text_;
  KeyKind kind_;
  bool is_prose_;
};

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

void find_announced(Findings& findings, std::size_t at) {
  if (!findings.is_taken(at) && !findings.mode().tripwire) {
    ValueFinder(findings, KeyKind::Secret, true).find(at, false);
  }
}

}  // namespace itk::redact
