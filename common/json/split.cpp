#include "common/json/split.h"

#include <algorithm>
#include <charconv>

#include "common/base/bytes.h"

namespace itk::json {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// The next quote or bracket.
std::size_t find_quote_or_bracket(std::string_view json, std::size_t from) {
  return find_byte(json, from, [](auto byte) {
    return (byte == '"') | ((byte | 0x20) == '{') | ((byte | 0x20) == '}');  // square ones, too
  });
}

class Splitter {
 public:
  Splitter(std::string_view json, std::string& strings) : json_(json), strings_(strings) {
    strings_.clear();
    strings_.reserve(json.size());  // views into it have to last
  }

  bool run(std::vector<Member>& members) {
    const bool has_keys = json_[0] == '{';
    ++at_;
    for (skip_space(); json_[at_] != '}' && json_[at_] != ']'; skip_space()) {
      Member member;
      if (has_keys) {
        Value key;
        if (!take_string(key)) {
          return false;
        }
        member.key = key.text;
        skip_space();
        ++at_;  // the colon
        skip_space();
      }
      if (!take_value(member.value)) {
        return false;
      }
      members.push_back(member);
      skip_space();
      at_ += json_[at_] == ',' ? 1 : 0;
    }
    return true;
  }

 private:
  void skip_space() {
    while (is_space(json_[at_])) {
      ++at_;
    }
  }

  // Behind the quote that ends the string whose content begins at `at`.
  std::size_t behind_string(std::size_t at) const {
    at = find_either(json_, at, '"', '\\');
    while (json_[at] == '\\') {
      at = find_either(json_, at + 2, '"', '\\');
    }
    return at + 1;
  }

  bool take_value(Value& value);
  bool take_string(Value& value);
  bool take_number(Value& value);
  void take_container();
  bool unescape(std::string_view text);
  bool unescape_unicode(std::string_view digits);

  std::string_view json_;
  std::string& strings_;
  std::size_t at_ = 0;
};

bool Splitter::take_value(Value& value) {
  const std::size_t begin = at_;
  switch (json_[at_]) {
    case '"':
      return take_string(value);
    case '{':
    case '[':
      value.kind = json_[at_] == '{' ? Kind::Object : Kind::Array;
      take_container();
      break;
    case 't':
    case 'f':
      value.kind = Kind::Bool;
      value.boolean = json_[at_] == 't';
      at_ += value.boolean ? 4 : 5;
      break;
    case 'n':
      at_ += 4;
      break;
    default:
      return take_number(value);
  }
  value.raw = json_.substr(begin, at_ - begin);
  return true;
}

bool Splitter::take_string(Value& value) {
  const std::size_t begin = at_;
  at_ = behind_string(begin + 1);
  value.kind = Kind::String;
  value.raw = json_.substr(begin, at_ - begin);
  value.text = value.raw.substr(1, value.raw.size() - 2);
  if (value.text.find('\\') == std::string_view::npos) {
    return true;
  }
  const std::size_t kept = strings_.size();
  if (!unescape(value.text)) {
    return false;
  }
  value.text = std::string_view(strings_).substr(kept);
  return true;
}

bool Splitter::take_number(Value& value) {
  const std::size_t begin = at_;
  bool is_whole = true;
  for (char c = json_[at_]; c != ',' && c != '}' && c != ']' && !is_space(c); c = json_[++at_]) {
    is_whole = is_whole && c != '.' && c != 'e' && c != 'E';
  }
  value.kind = Kind::Number;
  value.raw = json_.substr(begin, at_ - begin);
  const char* const end = value.raw.data() + value.raw.size();
  if (is_whole && std::from_chars(value.raw.data(), end, value.integer).ec == std::errc{}) {
    value.is_integer = true;
    value.number = static_cast<double>(value.integer);
    return true;
  }
  value.integer = 0;
  return std::from_chars(value.raw.data(), end, value.number).ec == std::errc{};
}

void Splitter::take_container() {
  std::size_t depth = 0;
  do {
    at_ = find_quote_or_bracket(json_, at_);
    if (json_[at_] == '"') {
      at_ = behind_string(at_ + 1);
      continue;
    }
    const bool opens = json_[at_] == '{' || json_[at_] == '[';
    depth = opens ? depth + 1 : depth - 1;
    ++at_;
  } while (depth > 0);
}

bool Splitter::unescape_unicode(std::string_view digits) {
  unsigned code = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  if (code >= 0xd800 && code < 0xe000) {
    return false;
  }
  if (code < 0x80) {
    strings_ += static_cast<char>(code);
  } else if (code < 0x800) {
    strings_ += static_cast<char>(0xc0 | code >> 6);
    strings_ += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    strings_ += static_cast<char>(0xe0 | code >> 12);
    strings_ += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    strings_ += static_cast<char>(0x80 | (code & 0x3f));
  }
  return true;
}

bool Splitter::unescape(std::string_view text) {
  static constexpr std::string_view k_letters = "bfnrt";
  static constexpr std::string_view k_meant = "\b\f\n\r\t";
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t backslash = std::min(text.find('\\', i), text.size());
    strings_.append(text, i, backslash - i);
    i = backslash;
    if (i == text.size()) {
      break;
    }
    const char c = text[i + 1];
    i += 2;
    if (c == 'u') {
      if (!unescape_unicode(text.substr(i, 4))) {
        return false;
      }
      i += 4;
    } else {
      const std::size_t letter = k_letters.find(c);
      strings_ += letter == std::string_view::npos ? c : k_meant[letter];
    }
  }
  return true;
}

}  // namespace

bool split(std::string_view json, std::string& strings, std::vector<Member>& members) {
  return Splitter(json, strings).run(members);
}

}  // namespace itk::json
