#include "common/redact/value_finder.h"

#include <algorithm>

#include "common/redact/chars.h"
#include "common/redact/decode.h"
#include "common/redact/detectors.h"
#include "common/redact/nesting.h"
#include "common/redact/value_shape.h"

namespace itk::redact {
namespace {

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

}  // namespace

void ValueFinder::find(std::size_t at, bool with_containers) {
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

std::size_t ValueFinder::find_string(std::size_t quote, std::size_t depth) {
  std::size_t end = string_end(text_, quote + 1, text_[quote], depth);
  if (text_[quote] == '\'' && findings_.mode().is_json) {
    end = std::min(end, string_end(text_, quote + 1, '"', 1));  // an apostrophe ends with the string that holds it
  }
  findings_.take_until(end);
  add(quote + 1, end, depth);
  std::size_t behind = end;
  while (at_or_nul(text_, behind) == '\\') {
    ++behind;
  }
  return std::min(behind + 1, text_.size());
}

// The strings and numbers of an object or array, keys left out.
void ValueFinder::find_leaves(std::size_t open) {
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

std::size_t ValueFinder::find_leaf_string(std::size_t begin) {
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

std::size_t ValueFinder::bare_end(std::size_t begin) const {
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

void ValueFinder::find_bare(std::size_t begin) {
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

std::size_t ValueFinder::line_end(std::size_t begin) const {
  const std::size_t end = text_.find_first_of("\r\n\"'\\<", begin);
  return end == std::string_view::npos ? text_.size() : end;
}

// A scheme and what belongs to it; AWS's goes on to the end of the line.
std::size_t ValueFinder::header_end(std::size_t begin) const {
  const std::size_t token = begin + scheme_size(text_.substr(begin));
  return text_.substr(begin).starts_with("AWS4-") || text_.substr(begin).starts_with("Digest ") ? line_end(begin)
                                                                                                : bare_end(token);
}

void ValueFinder::add(std::size_t begin, std::size_t end, std::size_t depth) {
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
    case KeyKind::Pwd:
      if (value.starts_with('/') || value.starts_with('~')) {
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

}  // namespace itk::redact
