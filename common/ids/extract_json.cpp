// A scanner of its own, not a parser: one pass over the bytes whatever the depth, and a message that was cut
// off still gives the ids that stand before the cut.
#include <string>

#include "common/ids/extract.h"
#include "common/ids/id_shape.h"

namespace itk::ids {
namespace {

constexpr int k_max_nested_strings = 5;

// The end of a string that begins behind its quote: the index of the closing quote, or the end of the text.
std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (; at < json.size() && json[at] != '"'; ++at) {
    at += json[at] == '\\' ? 1 : 0;
  }
  return at < json.size() ? at : json.size();
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
std::string unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    if (c == 'u') {
      append_utf8(out, hex_value(text.substr(i + 1, 4)));
      i += 4;
    } else {
      out += c == 'n' || c == 'r' ? '\n' : c == 't' ? '\t' : c;
    }
  }
  return out;
}

class Scanner {
 public:
  Scanner(std::string_view json, const ExtractOptions& options, int nested, std::vector<std::string>& ids)
      : json_(json), options_(options), nested_(nested), ids_(ids) {}

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
    const std::size_t next = json_.find_first_not_of(" \t\r\n", after);
    return in_object() && next != std::string_view::npos && json_[next] == ':';
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
    if (text.find('\\') == std::string_view::npos) {
      take_value(text);
    } else {
      take_value(unescape(text));
    }
    key_ = {};
  }

  // A number, true, null.
  void take_bare() {
    const std::size_t end = json_.find_first_of(",:]}\" \t\r\n", at_);
    const std::string_view text = json_.substr(at_, end - at_);
    at_ = end == std::string_view::npos ? json_.size() : end;
    if (const std::optional<KeyRule> rule = rule_of_key(key_); rule && is_long_number(text)) {
      append_stated(*rule, text, is_own(), ids_);
    }
    key_ = {};
  }

  // A small number under an id's key is a counter, which unrelated requests share.
  static bool is_long_number(std::string_view text) {
    return text.size() >= 6 && text.find_first_not_of("0123456789.") == std::string_view::npos;
  }

  void take_value(std::string_view text) {
    if (const std::optional<KeyRule> rule = rule_of_key(key_)) {
      append_stated(*rule, text, options_.request_is_lambda && is_own(), ids_);
      return;
    }
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) {
      return;
    }
    if ((text[first] == '{' || text[first] == '[' || text[first] == '"') && nested_ < k_max_nested_strings) {
      Scanner inner(text, options_, nested_ + 1, ids_);
      if (!is_own() || !(key_.empty() || is_wrapper_key(key_))) {
        inner.frames_.push_back({false, false});
      }
      inner.run();
    } else {
      from_text(text, ids_);
    }
  }

  std::string_view json_;
  const ExtractOptions& options_;
  int nested_;
  std::vector<std::string>& ids_;
  std::size_t at_ = 0;
  std::string_view key_;
  std::vector<Frame> frames_;
};

}  // namespace

void from_json(std::string_view json, const ExtractOptions& options, std::vector<std::string>& ids) {
  append_shapes(json, ids);
  Scanner(json, options, 0, ids).run();
}

}  // namespace itk::ids
