// Ids in prose. All of them hold a digit, which most words do not: so digits are looked for, and only what stands before
// one is read, backwards.
#include <algorithm>
#include <array>
#include <optional>

#include "common/base/bytes.h"
#include "common/ids/extract.h"
#include "common/ids/id_shape.h"

namespace itk::ids {
namespace {

constexpr std::size_t k_least_value = 6;  // of a session id
constexpr std::size_t k_longest_label = 64;
constexpr std::size_t k_longest_between = 6;

constexpr auto k_word_chars = [] {
  std::array<bool, 256> is_word{};
  for (std::size_t c = 0; c < is_word.size(); ++c) {
    is_word[c] =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
  }
  return is_word;
}();

bool is_word_char(char c) { return k_word_chars[static_cast<unsigned char>(c)]; }

bool has_digit(std::string_view text) { return text.find_first_of("0123456789") != std::string_view::npos; }

std::size_t end_of_word(std::string_view text, std::size_t at) {
  while (at < text.size() && is_word_char(text[at])) {
    ++at;
  }
  return at;
}

// Where the word that ends at `end` begins; not further back than `most` characters.
std::size_t begin_of_word(std::string_view text, std::size_t end, std::size_t most) {
  std::size_t begin = end;
  while (begin > 0 && end - begin < most && is_word_char(text[begin - 1])) {
    --begin;
  }
  return begin;
}

// Without the end of a sentence.
std::string_view trimmed(std::string_view word) {
  while (!word.empty() && (word.back() == '.' || word.back() == '-')) {
    word.remove_suffix(1);
  }
  return word;
}

// "Request" and "ID" are one label.
bool is_second_half(std::string_view word) { return word == "id" || word == "ID" || word == "Id" || word == "ts"; }

std::optional<KeyRule> rule_of_label(std::string_view last, std::string_view word, std::string_view between) {
  if (between == " " && is_second_half(word) && last.size() < 24) {
    std::array<char, 32> label{};
    char* const end = std::copy(word.begin(), word.end(), std::copy(last.begin(), last.end(), label.begin()));
    return rule_of_key({label.data(), static_cast<std::size_t>(end - label.data())});
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
  return between.size() <= k_longest_between && between.find_first_not_of(" \t:='\"[(#\\<") == std::string_view::npos;
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
      return is_assigned(between) && value.size() >= k_least_value && has_digit(value);
    case KeyRule::Thread:
    case KeyRule::SlackTime:
      return is_slack_timestamp(value);
    case KeyRule::TraceHeader:  // found by its shape
    case KeyRule::Span:
      return false;
  }
  return false;
}

// The rule of the label before a value that begins at `value`, and what stands between the two.
struct Label {
  KeyRule rule;
  std::string_view between;
};
std::optional<Label> label_before(std::string_view text, std::size_t value) {
  std::size_t end = value;
  while (end > 0 && value - end <= k_longest_between && !is_word_char(text[end - 1])) {
    --end;
  }
  const std::string_view between = text.substr(end, value - end);
  if (end == 0 || end == value || !binds(between)) {
    return std::nullopt;
  }
  const std::size_t begin = begin_of_word(text, end, k_longest_label + 1);
  const std::string_view word = trimmed(text.substr(begin, end - begin));
  std::string_view last, gap;
  if (begin > 1 && text[begin - 1] == ' ' && is_word_char(text[begin - 2])) {
    gap = text.substr(begin - 1, 1);
    const std::size_t last_begin = begin_of_word(text, begin - 1, k_longest_label);
    last = trimmed(text.substr(last_begin, begin - 1 - last_begin));
  }
  const std::optional<KeyRule> rule = rule_of_label(last, word, gap);
  return rule ? std::optional(Label{*rule, between}) : std::nullopt;
}

}  // namespace

void from_text(std::string_view text, std::vector<std::string>& ids) {
  append_shapes(text, ids);
  from_words(text, ids);
}

void from_words(std::string_view text, std::vector<std::string>& ids) {
  std::size_t behind = 0;  // of the last word that was looked at
  for (std::size_t at = find_digit(text, 0); at < text.size(); at = find_digit(text, behind)) {
    std::size_t begin = at;
    while (begin > behind && is_word_char(text[begin - 1])) {
      --begin;
    }
    behind = end_of_word(text, at);
    const std::string_view word = trimmed(text.substr(begin, behind - begin));
    if (word.size() < k_least_value) {
      continue;
    }
    const std::optional<Label> label = label_before(text, begin);
    if (label && is_proven(label->rule, word, label->between)) {
      append_stated(label->rule, word, false, ids);
    }
  }
}

}  // namespace itk::ids
