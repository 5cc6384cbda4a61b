#include <optional>

#include "common/ids/extract.h"
#include "common/ids/id_shape.h"

namespace itk::ids {
namespace {

bool is_word_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
}

bool has_digit(std::string_view text) { return text.find_first_of("0123456789") != std::string_view::npos; }

// Words with what stands between them, one after another.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  struct Word {
    std::string_view text;
    std::string_view before;  // what stands between the last word and this one
  };

  std::optional<Word> next() {
    std::size_t begin = end_;
    while (begin < text_.size() && !is_word_char(text_[begin])) {
      ++begin;
    }
    if (begin == text_.size()) {
      return std::nullopt;
    }
    std::size_t end = begin;
    while (end < text_.size() && is_word_char(text_[end])) {
      ++end;
    }
    const std::string_view before = text_.substr(end_, begin - end_);
    end_ = end;
    std::string_view word = text_.substr(begin, end - begin);
    while (!word.empty() && (word.back() == '.' || word.back() == '-')) {
      word.remove_suffix(1);  // the end of a sentence
    }
    return Word{word, before};
  }

 private:
  std::string_view text_;
  std::size_t end_ = 0;
};

// "Request" and "ID" are one label.
bool is_second_half(std::string_view word) { return word == "id" || word == "ID" || word == "Id" || word == "ts"; }

std::optional<KeyRule> rule_of_label(std::string_view last, std::string_view word, std::string_view between) {
  if (between == " " && is_second_half(word) && last.size() < 24) {
    return rule_of_key(std::string(last) + std::string(word));
  }
  if (word == "thread" || word == "Thread") {
    return KeyRule::Thread;
  }
  if (word == "message" || word == "Message") {
    return KeyRule::AnyMessage;
  }
  return rule_of_key(word);
}

// Whether the text between a label and a value binds them: a colon or an equals sign, quotes, brackets.
bool binds(std::string_view between) {
  return between.size() <= 6 && between.find_first_not_of(" \t:='\"[(#\\<") == std::string_view::npos;
}

bool is_assigned(std::string_view between) { return between.find_first_of(":=") != std::string_view::npos; }

// A value in prose needs more proof than one in JSON: the shape that ids of its kind have.
bool is_proven(KeyRule rule, std::string_view value, std::string_view between) {
  switch (rule) {
    case KeyRule::Lambda:
    case KeyRule::Request:
    case KeyRule::OwnRequest:
    case KeyRule::Sqs:
    case KeyRule::AnyMessage:
      return is_uuid(value);
    case KeyRule::Trace:
    case KeyRule::AnyTrace:
      return normalise_trace_id(value).has_value();
    case KeyRule::Session:
    case KeyRule::Correlation:
      return is_assigned(between) && value.size() >= 6 && has_digit(value);
    case KeyRule::Thread:
    case KeyRule::SlackTime:
      return is_slack_timestamp(value);
    case KeyRule::TraceHeader:  // found by its shape
    case KeyRule::Span:
      return false;
  }
  return false;
}

}  // namespace

void from_text(std::string_view text, std::vector<std::string>& ids) {
  append_shapes(text, ids);
  Words words(text);
  std::string_view last;
  std::optional<KeyRule> rule;
  while (const std::optional<Words::Word> word = words.next()) {
    if (rule && binds(word->before) && is_proven(*rule, word->text, word->before)) {
      append_stated(*rule, word->text, false, ids);
    }
    rule = rule_of_label(last, word->text, word->before);
    last = word->text;
  }
}

}  // namespace itk::ids
