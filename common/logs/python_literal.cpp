#include "common/logs/python_literal.h"

#include "common/json/grammar.h"
#include "common/json/raw_json.h"

namespace itk::logs {
namespace {

constexpr int k_max_depth = 64;
// A line of text has few objects; one that is full of braces is not worth a try at each.
constexpr int k_max_candidates = 8;

bool is_word_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

class LiteralReader {
 public:
  explicit LiteralReader(std::string_view text) : text_(text) {}

  bool read_value(std::string& out, int depth) {
    skip_space();
    if (at_ == text_.size() || depth > k_max_depth) {
      return false;
    }
    const char c = text_[at_];
    if (c == '{') {
      return read_braces(out, depth);
    }
    if (c == '[' || c == '(') {
      return read_sequence(out, c == '[' ? ']' : ')', depth);
    }
    if (c == '\'' || c == '"' || has_string_prefix()) {
      return read_string(out);
    }
    return read_bare(out);
  }

  std::size_t size() const { return at_; }

 private:
  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }

  bool take(char c) {
    skip_space();
    if (at_ < text_.size() && text_[at_] == c) {
      ++at_;
      return true;
    }
    return false;
  }

  // b'..', u'..', r'..'
  bool has_string_prefix() const {
    return at_ + 1 < text_.size() && (text_[at_ + 1] == '\'' || text_[at_ + 1] == '"') &&
           std::string_view("bBuUrR").find(text_[at_]) != std::string_view::npos;
  }

  // A dict, or a set, which becomes an array.
  bool read_braces(std::string& out, int depth) {
    ++at_;
    const std::size_t begin = out.size();
    out += '{';
    bool is_set = false;
    for (bool first = true; !take('}'); first = false) {
      if (!first && !take(',')) {
        return false;
      }
      if (take('}')) {
        break;
      }
      out += first ? "" : ",";
      std::string key;
      if (!read_value(key, depth + 1)) {
        return false;
      }
      if (first && !take(':')) {
        is_set = true;
        out[begin] = '[';
      } else if (!first && !is_set && !take(':')) {
        return false;
      }
      if (is_set) {
        out += key;
        continue;
      }
      out += key.starts_with('"') ? key : json::quote(key);
      out += ':';
      if (!read_value(out, depth + 1)) {
        return false;
      }
    }
    out += is_set ? ']' : '}';
    return true;
  }

  bool read_sequence(std::string& out, char end, int depth) {
    ++at_;
    out += '[';
    for (bool first = true; !take(end); first = false) {
      if (!first && !take(',')) {
        return false;
      }
      if (take(end)) {
        break;
      }
      out += first ? "" : ",";
      if (!read_value(out, depth + 1)) {
        return false;
      }
    }
    out += ']';
    return true;
  }

  bool read_string(std::string& out) {
    const bool is_raw = text_[at_] == 'r' || text_[at_] == 'R';
    at_ += text_[at_] == '\'' || text_[at_] == '"' ? 0 : 1;
    const char quote = text_[at_++];
    std::string content;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && !is_raw) {
        read_escape(content);
      } else {
        content += text_[at_++];
      }
    }
    if (at_ == text_.size()) {
      return false;
    }
    ++at_;
    json::append_quoted(out, content);
    return true;
  }

  void read_escape(std::string& content) {
    ++at_;
    if (at_ == text_.size()) {
      return;
    }
    const char c = text_[at_++];
    switch (c) {
      case 'n':
        content += '\n';
        break;
      case 't':
        content += '\t';
        break;
      case 'r':
        content += '\r';
        break;
      case '\\':
      case '\'':
      case '"':
      case '/':
        content += c;
        break;
      default:  // \x41, \u00e9: nobody's id; kept as it stands
        (content += '\\') += c;
    }
  }

  // A number, True, None, or something that is no literal: <Foo object at 0x7f>, datetime.datetime(2025, 6,
  // 20).
  bool read_bare(std::string& out) {
    const std::size_t begin = at_;
    int open = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '(' || c == '<' || c == '[' || c == '{') {
        ++open;
      } else if (open > 0 && (c == ')' || c == '>' || c == ']' || c == '}')) {
        --open;
      } else if (open == 0 && (c == ',' || c == ':' || c == '}' || c == ']' || c == ')' || c == '\'' || c == '"')) {
        break;
      }
      ++at_;
    }
    std::string_view text = text_.substr(begin, at_ - begin);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\t')) {
      text.remove_suffix(1);
    }
    if (text.empty()) {
      return false;
    }
    append_bare(out, text);
    return true;
  }

  static void append_bare(std::string& out, std::string_view text) {
    if (text == "True" || text == "true") {
      out += "true";
    } else if (text == "False" || text == "false") {
      out += "false";
    } else if (text == "None" || text == "null") {
      out += "null";
    } else if (json::is_number(text)) {
      out += text;
    } else {
      json::append_quoted(out, text);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Whether an object with a key may begin here: a brace, then a quoted word.
bool may_be_object(std::string_view text) {
  std::size_t at = text.find_first_not_of(" \n\t", 1);
  return at != std::string_view::npos && (text[at] == '\'' || text[at] == '"') && at + 1 < text.size() &&
         (is_word_char(text[at + 1]) || text[at + 1] == '@' || text[at + 1] == '$');
}

}  // namespace

std::optional<Literal> read_python_literal(std::string_view text) {
  if (text.empty() || (text[0] != '{' && text[0] != '[' && text[0] != '(')) {
    return std::nullopt;
  }
  LiteralReader reader(text);
  Literal literal;
  if (!reader.read_value(literal.json, 0)) {
    return std::nullopt;
  }
  literal.size = reader.size();
  return literal;
}

std::optional<std::string> find_embedded_object(std::string_view text) {
  int candidates = 0;
  for (std::size_t at = text.find('{'); at != std::string_view::npos && candidates < k_max_candidates;
       at = text.find('{', at + 1)) {
    const std::string_view rest = text.substr(at);
    if (!may_be_object(rest)) {
      continue;
    }
    ++candidates;
    std::optional<Literal> literal = read_python_literal(rest);
    if (!literal) {
      continue;
    }
    const std::string_view source = rest.substr(0, literal->size);
    return json::is_json(source, k_max_depth) ? std::string(source) : std::move(literal->json);
  }
  return std::nullopt;
}

}  // namespace itk::logs
