#include "common/json/grammar.h"

#include <string>

#include "common/base/bytes.h"
#include "common/base/text.h"

namespace itk::json {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  std::size_t offset() const { return at_; }
  bool is_at(char c) const { return at_ < text_.size() && text_[at_] == c; }

  bool take(char c) {
    if (at_ < text_.size() && text_[at_] == c) {
      ++at_;
      return true;
    }
    return false;
  }

  bool take(std::string_view word) {
    if (text_.substr(at_).starts_with(word)) {
      at_ += word.size();
      return true;
    }
    return false;
  }

  void skip_space() {
    while (take(' ') || take('\t') || take('\n') || take('\r')) {
    }
  }

  bool take_digits() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
      ++at_;
    }
    return at_ > begin;
  }

  bool take_number() {
    take('-');
    if (!take('0') && !take_digits()) {
      return false;
    }
    if (take('.') && !take_digits()) {
      return false;
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      return take_digits();
    }
    return true;
  }

  bool take_string() {
    if (!take('"')) {
      return false;
    }
    for (at_ = find_escaped(text_, at_); at_ < text_.size(); at_ = find_escaped(text_, at_)) {
      const char c = text_[at_++];
      if (c == '"') {
        return true;
      }
      if (c != '\\' || !take_escape()) {
        return false;
      }
    }
    return false;
  }

 private:
  bool take_escape() {
    if (at_ == text_.size()) {
      return false;
    }
    const char c = text_[at_++];
    if (c != 'u') {
      return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    }
    const std::string_view digits = text_.substr(at_, 4);
    at_ += digits.size();
    return digits.size() == 4 && digits.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Opens what comes next: a scalar is taken whole, an object or array is pushed on `open`.
bool take_scalar(Scanner& scanner) {
  if (scanner.is_at('"')) {
    return scanner.take_string();  // a broken one has been read in part: nothing else may be tried behind it
  }
  return scanner.take("true") || scanner.take("false") || scanner.take("null") || scanner.take_number();
}

bool take_key(Scanner& scanner) {
  scanner.skip_space();
  if (!scanner.take_string()) {
    return false;
  }
  scanner.skip_space();
  return scanner.take(':');
}

// After a value: closes what ends here, or takes the comma (and key) before the next one. `done` when all is closed.
bool take_rest(Scanner& scanner, std::string& open, bool& done) {
  for (;;) {
    scanner.skip_space();
    if (open.empty()) {
      done = true;
      return scanner.at_end();
    }
    if (scanner.take(open.back() == '{' ? '}' : ']')) {
      open.pop_back();
      continue;
    }
    return scanner.take(',') && (open.back() != '{' || take_key(scanner));
  }
}

std::size_t begin_of_bad_line(std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string_view::npos; begin = end + 1) {
    if (!is_utf8(text.substr(begin, end - begin))) {
      break;
    }
  }
  return begin;
}

}  // namespace

bool is_number(std::string_view text) {
  Scanner scanner(text);
  return scanner.take_number() && scanner.at_end();
}

bool is_json(std::string_view text, std::size_t max_depth) { return !find_error(text, max_depth); }

std::optional<std::size_t> find_error(std::string_view text, std::size_t max_depth) {
  if (!is_utf8(text)) {
    return begin_of_bad_line(text);
  }
  Scanner scanner(text);
  std::string open;
  bool done = false;
  while (!done) {
    scanner.skip_space();
    const bool is_object = scanner.take('{');
    if (is_object || scanner.take('[')) {
      scanner.skip_space();
      open.push_back(is_object ? '{' : '[');
      if (open.size() > max_depth) {
        return scanner.offset();
      }
      if (scanner.take(is_object ? '}' : ']')) {
        open.pop_back();
      } else if (is_object && !take_key(scanner)) {
        return scanner.offset();
      } else {
        continue;
      }
    } else if (!take_scalar(scanner)) {
      return scanner.offset();
    }
    if (!take_rest(scanner, open, done)) {
      return scanner.offset();
    }
  }
  return std::nullopt;
}

}  // namespace itk::json
