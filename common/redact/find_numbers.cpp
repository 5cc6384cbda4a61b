// Numbers that name people and accounts: cards, phones, social security numbers, IBANs. Machines log numbers all the
// time, so each needs its checksum or its punctuation; a bare row of digits is a time, an id or a size.
#include <algorithm>
#include <array>

#include "common/redact/chars.h"
#include "common/redact/detectors.h"

namespace itk::redact {
namespace {

bool has_luhn(std::string_view digits) {
  int sum = 0;
  bool doubled = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, doubled = !doubled) {
    const int value = (*digit - '0') * (doubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

int prefix(std::string_view digits, std::size_t size) {
  int value = 0;
  for (const char c : digits.substr(0, size)) {
    value = value * 10 + (c - '0');
  }
  return value;
}

// Whether nothing before or behind makes the digits a part of something longer: a decimal, a word, a UUID.
bool stands_alone(std::string_view text, std::size_t begin, std::size_t end) {
  const char left = before(text, begin);
  const char left2 = begin > 1 ? text[begin - 2] : '\0';
  const char right = at_or_nul(text, end);
  const char right2 = at_or_nul(text, end + 1);
  const bool left_joined = (is_alnum(left) && !is_escape_letter(text, begin - 1)) || left == '_' ||
                           ((left == '-' || left == '.' || left == ',') && is_alnum(left2) && left != ',');
  const bool right_joined =
      is_alnum(right) || right == '_' || (right == '-' && is_alnum(right2)) || (right == '.' && is_digit(right2));
  return !left_joined && !right_joined;
}

// Digits in one row or in groups with one kind of separator between; nothing else.
struct Groups {
  std::string digits;
  std::vector<std::size_t> sizes;
  char gap = '\0';
  std::size_t end = 0;
};

Groups groups_at(std::string_view text, std::size_t at) {
  constexpr std::size_t k_most_digits = 20;
  Groups groups;
  std::size_t size = 0;
  for (std::size_t i = at; i < text.size() && groups.digits.size() <= k_most_digits; ++i) {
    const char c = text[i];
    if (is_digit(c)) {
      groups.digits += c;
      ++size;
      groups.end = i + 1;
      continue;
    }
    const bool is_gap = (c == ' ' || c == '-' || c == '.') && (groups.gap == '\0' || groups.gap == c);
    if (!is_gap || !is_digit(at_or_nul(text, i + 1))) {
      break;
    }
    groups.gap = c;
    groups.sizes.push_back(size);
    size = 0;
  }
  groups.sizes.push_back(size);
  return groups;
}

bool is_card_grouping(const Groups& groups) {
  using Sizes = std::vector<std::size_t>;
  return groups.gap != '.' &&
         (groups.sizes.size() == 1 || groups.sizes == Sizes{4, 4, 4, 4} || groups.sizes == Sizes{4, 6, 5} ||
          groups.sizes == Sizes{4, 6, 4} || groups.sizes == Sizes{4, 4, 4, 4, 3});
}

bool find_card(Findings& findings, std::size_t at) {
  const std::string_view text = findings.text();
  Groups groups = groups_at(text, at);
  // "4111 1111 1111 1111 12": what follows in the sentence is no part of it.
  while (groups.sizes.size() > 4 && !is_card_grouping(groups)) {
    groups.digits.resize(groups.digits.size() - groups.sizes.back());
    groups.end -= groups.sizes.back() + 1;
    groups.sizes.pop_back();
  }
  if (!is_card_grouping(groups) || !is_card_number(groups.digits) || !stands_alone(text, at, groups.end)) {
    return false;
  }
  findings.add(rule::k_card, at, groups.end, groups.digits);
  return true;
}

bool find_ssn(Findings& findings, std::size_t at) {
  const std::string_view text = findings.text();
  const std::string_view ssn = text.substr(at, 11);
  if (ssn.size() < 11 || ssn[3] != '-' || ssn[6] != '-' || !stands_alone(text, at, at + 11)) {
    return false;
  }
  const std::string digits = digits_of(ssn);
  const std::string_view all = digits;
  if (all.size() != 9 || all[0] == '9' || all.starts_with("000") || all.starts_with("666") ||
      all.substr(3, 2) == "00" || all.substr(5) == "0000") {
    return false;
  }
  findings.add(rule::k_ssn, at, at + 11, digits);
  return true;
}

// "555-2671" at `at`: North American if "(415) ", "415-" or "415." stands before.
void find_local_phone(Findings& findings, std::size_t at) {
  const std::string_view text = findings.text();
  const char gap = at_or_nul(text, at + 3);
  if (at < 4 || text[at] < '2' || (gap != '-' && gap != '.' && gap != ' ')) {
    return;
  }
  std::size_t i = at;
  bool has_parens = false;
  if (text[i - 1] == ' ' && text[i - 2] == ')') {
    i -= 2;
    has_parens = true;
  } else if (text[i - 1] == ')') {
    i -= 1;
    has_parens = true;
  } else if (text[i - 1] == gap && gap != ' ') {
    i -= 1;
  } else {
    return;
  }
  if (i < 3 || !all_of(text.substr(i - 3, 3), is_digit) || text[i - 3] < '2') {
    return;
  }
  i -= 3;
  if (has_parens) {
    if (i == 0 || text[i - 1] != '(') {
      return;
    }
    i -= 1;
  }
  const std::size_t area = i;
  // "1-" or "+1 " in front.
  if (i >= 2 && text[i - 2] == '1' && (text[i - 1] == ' ' || text[i - 1] == gap) &&
      !is_alnum(i >= 3 ? text[i - 3] : '\0')) {
    i -= 2;
    i -= i > 0 && text[i - 1] == '+' ? 1 : 0;
  }
  const std::size_t begin = stands_alone(text, i, at + 8) ? i : area;
  if (stands_alone(text, begin, at + 8)) {
    findings.add(rule::k_phone, begin, at + 8, normal_phone(text.substr(begin, at + 8 - begin)));
  }
}

}  // namespace

bool is_card_number(std::string_view digits) {
  const std::size_t size = digits.size();
  if (size < 13 || size > 19 || !all_of(digits, is_digit)) {
    return false;
  }
  const int two = prefix(digits, 2), three = prefix(digits, 3), four = prefix(digits, 4);
  const bool issued =
      (digits[0] == '4' && (size == 13 || size == 16 || size == 19)) ||
      (size == 16 && ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720))) ||
      (size == 15 && (two == 34 || two == 37)) ||
      (size == 14 && (two == 36 || two == 38 || two == 39 || (three >= 300 && three <= 305))) ||
      (size == 16 && (four == 6011 || two == 65 || (three >= 644 && three <= 649) || (four >= 3528 && four <= 3589))) ||
      ((size == 16 || size == 19) && two == 62);
  return issued && has_luhn(digits);
}

bool is_iban(std::string_view compact) {
  if (compact.size() < 15 || compact.size() > 34 || !is_upper(compact[0]) || !is_upper(compact[1]) ||
      !is_digit(compact[2]) || !is_digit(compact[3])) {
    return false;
  }
  int rest = 0;
  for (std::size_t i = 0; i < compact.size(); ++i) {
    const char c = compact[(i + 4) % compact.size()];
    if (is_digit(c)) {
      rest = (rest * 10 + (c - '0')) % 97;
    } else if (is_upper(c)) {
      rest = (rest * 100 + (c - 'A' + 10)) % 97;
    } else {
      return false;
    }
  }
  return rest == 1;
}

std::string normal_phone(std::string_view text) {
  std::string digits = digits_of(text);
  return digits.size() == 10 && text.find('+') == std::string_view::npos ? "1" + digits : digits;
}

void find_number(Findings& findings, std::size_t at) {
  if (!find_card(findings, at) && !find_ssn(findings, at)) {
    find_local_phone(findings, at);
  }
}

void find_international_phone(Findings& findings, std::size_t at) {
  const std::string_view text = findings.text();
  const char left = before(text, at);
  const bool joined = (is_alnum(left) && !is_escape_letter(text, at - 1)) ||
                      std::string_view("+-_.)").find(left) != std::string_view::npos;
  if (joined || at_or_nul(text, at + 1) == '0') {
    return;
  }
  std::size_t digits = 0, end = at + 1;
  for (std::size_t i = at + 1; i < text.size() && digits <= 15; ++i) {
    const char c = text[i];
    if (is_digit(c)) {
      ++digits;
      end = i + 1;
    } else if (std::string_view(" -.()").find(c) == std::string_view::npos || i > end + 1) {
      break;
    }
  }
  if (digits >= 8 && digits <= 15 && !is_alnum(at_or_nul(text, end)) && at_or_nul(text, end) != '_') {
    findings.add(rule::k_phone, at, end, normal_phone(text.substr(at, end - at)));
  }
}

void find_grouped_iban(Findings& findings, std::size_t at) {
  const std::string_view text = findings.text();
  std::string compact;
  std::size_t best = 0;
  for (std::size_t i = at; i < text.size() && compact.size() <= 34; ++i) {
    if (is_upper(text[i]) || is_digit(text[i])) {
      compact += text[i];
      if (!is_alnum(at_or_nul(text, i + 1)) && is_iban(compact)) {
        best = i + 1;
      }
    } else if (text[i] != ' ' || !is_alnum(at_or_nul(text, i + 1))) {
      break;
    }
  }
  if (best > 0) {
    std::string normal;
    for (const char c : text.substr(at, best - at)) {
      if (c != ' ') {
        normal += c;
      }
    }
    findings.add(rule::k_iban, at, best, normal);
  }
}

}  // namespace itk::redact
