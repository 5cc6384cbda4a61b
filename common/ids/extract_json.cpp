// A scanner of its own, not a parser: one pass over the bytes whatever the depth, and a message that was cut
// off still gives the ids that stand before the cut.
#include <algorithm>
#include <array>
#include <string>

#include "common/base/bytes.h"
#include "common/ids/extract.h"
#include "common/ids/id_shape.h"

namespace itk::ids {
namespace {

constexpr std::size_t k_max_nested_strings = 5;

constexpr auto k_ends_bare = [] {
  std::array<bool, 256> ends{};
  for (const char c : std::string_view(",:]}\" \t\r\n")) {
    ends[static_cast<unsigned char>(c)] = true;
  }
  return ends;
}();

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// The end of a string that begins behind its quote: the index of the closing quote, or the end of the text.
std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (at = find_either(json, at, '"', '\\'); at < json.size() && json[at] != '"';) {
    at = find_either(json, at + 2, '"', '\\');
  }
  return std::min(at, json.size());
}

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xe0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

unsigned hex_value(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits) {
    const unsigned digit = c <= '9' ? static_cast<unsigned>(c - '0') : static_cast<unsigned>((c | 0x20) - 'a' + 10);
    value = value << 4 | (digit & 0xf);
  }
  return value;
}

// Good enough to look for ids in: surrogate pairs, of which no id is made, come out as two characters.
void unescape(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t backslash = std::min(text.find('\\', i), text.size());
    out.append(text, i, backslash - i);
    i = backslash;
    if (i + 1 >= text.size()) {
      out.append(text, i);
      return;
    }
    const char c = text[i + 1];
    i += 2;
    if (c == 'u') {
      append_utf8(out, hex_value(text.substr(std::min(i, text.size()), 4)));
      i += 4;
    } else {
      out += c == 'n' || c == 'r' ? '\n' : c == 't' ? '\t' : c;
    }
  }
}

// One for each string in a string.
using Scratch = std::array<std::string, k_max_nested_strings + 1>;

class Scanner {
 public:
  Scanner(std::string_view json, const ExtractOptions& options, std::size_t nested, Scratch& scratch,
          std::vector<std::string>& ids)
      : json_(json), options_(options), nested_(nested), scratch_(scratch), ids_(ids) {}

  void run() {
    while (at_ < json_.size()) {
      const char c = json_[at_];
      if (c == '"') {
        take_string();
      } else if (c == '{' || c == '[') {
        open(c == '{');
      } else if (c == '}' || c == ']') {
        close();
      } else if (c == ',' || c == ':' || c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        ++at_;
      } else {
        take_bare();
      }
    }
  }

 private:
  struct Frame {
    bool is_object;
    bool is_own;  // the record itself or a wrapper of it, not a value that it speaks of
  };

  bool in_object() const { return !frames_.empty() && frames_.back().is_object; }
  bool is_own() const { return frames_.empty() || frames_.back().is_own; }

  void open(bool is_object) {
    ++at_;
    const bool own = is_own() && is_object && (frames_.empty() || is_wrapper_key(key_));
    frames_.push_back({is_object, own});
    key_ = {};
  }

  void close() {
    ++at_;
    if (!frames_.empty()) {
      frames_.pop_back();
    }
    key_ = {};
  }

  bool is_key(std::size_t after) const {
    if (!in_object()) {
      return false;
    }
    while (after < json_.size() && is_space(json_[after])) {
      ++after;
    }
    return after < json_.size() && json_[after] == ':';
  }

  void take_string() {
    const std::size_t begin = at_ + 1;
    const std::size_t end = end_of_string(json_, begin);
    const std::string_view text = json_.substr(begin, end - begin);
    at_ = end + 1;
    if (is_key(at_)) {
      key_ = text;
      return;
    }
    take_value(text);
    key_ = {};
  }

  // A number, true, null.
  void take_bare() {
    const std::size_t begin = at_;
    while (at_ < json_.size() && !k_ends_bare[static_cast<unsigned char>(json_[at_])]) {
      ++at_;
    }
    const std::string_view text = json_.substr(begin, at_ - begin);
    if (const std::optional<KeyRule> rule = rule_of_key(key_); rule && is_long_number(text)) {
      append_stated(*rule, text, is_own(), ids_);
    }
    key_ = {};
  }

  // A small number under an id's key is a counter, which unrelated requests share.
  static bool is_long_number(std::string_view text) {
    return text.size() >= 6 && text.find_first_not_of("0123456789.") == std::string_view::npos;
  }

  // `raw`: as it stands between its quotes.
  void take_value(std::string_view raw) {
    const std::optional<KeyRule> rule = rule_of_key(key_);
    const bool may_hold_json = begins_json(raw) && nested_ < k_max_nested_strings;
    if (!rule && !may_hold_json && find_digit(raw, 0) == raw.size()) {
      return;  // what words prove to be an id has a digit
    }
    std::string_view text = raw;
    const bool has_escapes = raw.find('\\') != std::string_view::npos;
    if (has_escapes) {
      unescape(raw, scratch_[nested_]);
      text = scratch_[nested_];
    }
    if (rule) {
      append_stated(*rule, text, options_.request_is_lambda && is_own(), ids_);
    } else if (may_hold_json && begins_json(text)) {  // an escape may have been anything
      Scanner inner(text, options_, nested_ + 1, scratch_, ids_);
      if (!is_own() || !(key_.empty() || is_wrapper_key(key_))) {
        inner.frames_.push_back({false, false});
      }
      inner.run();
    } else if (has_escapes) {
      from_text(text, ids_);
    } else {
      from_words(text, ids_);  // its shapes were found where it stands as it is, in the outermost text
    }
  }

  // Whether a string begins as JSON does, behind space and as many escapes of it.
  static bool begins_json(std::string_view raw) {
    std::size_t i = 0;
    while (i < raw.size() && (is_space(raw[i]) || raw[i] == '\\')) {
      if (raw[i] == '\\') {
        const char c = i + 1 < raw.size() ? raw[i + 1] : '\0';
        if (c != 'n' && c != 'r' && c != 't') {
          return c == '"' || c == 'u' || c == '{' || c == '[';
        }
        ++i;
      }
      ++i;
    }
    return i < raw.size() && (raw[i] == '{' || raw[i] == '[' || raw[i] == '"');
  }

  std::string_view json_;
  const ExtractOptions& options_;
  std::size_t nested_;
  Scratch& scratch_;
  std::vector<std::string>& ids_;
  std::size_t at_ = 0;
  std::string_view key_;
  std::vector<Frame> frames_;
};

}  // namespace

void from_json(std::string_view json, const ExtractOptions& options, std::vector<std::string>& ids) {
  if (json.empty()) {
    return;
  }
  thread_local Scratch scratch;  // grown once
  append_shapes(json, ids);
  Scanner(json, options, 0, scratch, ids).run();
}

}  // namespace itk::ids
