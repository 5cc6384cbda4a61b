#include "common/logs/document.h"

#include "common/ids/id_key.h"
#include "common/json/raw_json.h"
#include "common/logs/python_literal.h"

namespace itk::logs {
namespace {

// Each opened object has a level of the parser of its own, so that all views stay valid; this bounds the
// levels.
constexpr std::size_t k_max_levels = 48;
constexpr int k_max_encodings = 5;

bool says_something(const json::Value& value) {
  return !value.is_null() && !(value.kind == json::Kind::String && value.text.empty());
}

bool is_opening(char c) { return c == '{' || c == '"'; }

std::uint64_t bit_of(std::string_view name) {
  if (name.empty()) {
    return 1;
  }
  const auto first = static_cast<unsigned char>(name.front()), last = static_cast<unsigned char>(name.back());
  return std::uint64_t{1} << ((first * 5u + last * 11u + name.size() * 17u) & 63u);
}

std::string_view without_space(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

}  // namespace

const json::Value* find_any(const Members& members, Names names) {
  for (const std::string_view name : names) {
    const json::Value* value = json::find(members, name);
    if (value != nullptr && says_something(*value)) {
      return value;
    }
  }
  return nullptr;
}

bool Document::read(std::string_view text) {
  const Members* members = open_text(texts_.emplace_front(text).view());
  if (members == nullptr) {
    return false;
  }
  root_ = make_scope(*members, {});
  find_message_object();
  find_wrapped_records();
  return true;
}

Document::Scope Document::make_scope(const Members& members, std::string_view wrapper) {
  Scope scope{&members, wrapper, 0};
  for (const json::Member& member : members) {
    scope.names |= bit_of(member.key);
  }
  return scope;
}

const json::Value* Document::find_in(const Scope& scope, Names names) {
  for (const std::string_view name : names) {
    if ((scope.names & bit_of(name)) == 0) {
      continue;
    }
    const json::Value* value = json::find(*scope.members, name);
    if (value != nullptr && says_something(*value)) {
      return value;
    }
  }
  return nullptr;
}

// `text` has the padding that the parser wants.
const Members* Document::open_text(std::string_view text) {
  if (levels_ == k_max_levels) {
    return nullptr;
  }
  const Result<const Members*> members = parser_.object(text, levels_);
  if (!members) {
    return nullptr;
  }
  ++levels_;
  return *members;
}

// JSON in a string, which may be a JSON string once more.
const Members* Document::open_string(std::string_view text, int depth) {
  text = without_space(text);
  if (depth == k_max_encodings || text.empty() || !is_opening(text[0]) || levels_ == k_max_levels) {
    return nullptr;
  }
  if (text[0] == '{') {
    return open_text(texts_.emplace_front(text).view());
  }
  const json::PaddedText& array = texts_.emplace_front("[" + std::string(text) + "]");
  const Result<const Members*> elements = parser_.array(array.view(), levels_);
  if (!elements || (*elements)->size() != 1 || (*elements)->front().value.kind != json::Kind::String) {
    return nullptr;
  }
  ++levels_;
  return open_string((*elements)->front().value.text, depth + 1);
}

const Members* Document::open(const json::Value& value) {
  if (value.kind == json::Kind::Object) {
    return open_text(value.raw);
  }
  return value.kind == json::Kind::String ? open_string(value.text, 0) : nullptr;
}

void Document::for_each(const json::Value& list, const std::function<void(const Members&)>& visit) {
  if (list.kind != json::Kind::Array || levels_ == k_max_levels) {
    return;
  }
  const std::size_t outer = levels_;
  const Result<const Members*> elements = parser_.array(list.raw, levels_++);
  for (std::size_t i = 0; elements && i < (*elements)->size(); ++i) {
    const std::size_t level = levels_;
    if (const Members* members = open((**elements)[i].value)) {
      visit(*members);
    }
    levels_ = level;
  }
  levels_ = outer;
}

void Document::find_message_object() {
  const json::Value* message = at_root({"message", "msg"});
  // A message that is JSON from its first to its last byte is a record of its own, not one that a text shows.
  if (message != nullptr && message->kind == json::Kind::String && message->text.find('{') != std::string_view::npos &&
      !json::is_one_line_json(message->text)) {
    message_object_ = find_embedded_object(message->text).value_or("");
  }
}

// A wrapper counts only where the root does not name an operation itself, and where what it holds reads like
// a record: else it is data that the record speaks of (a Lambda event has a "body", a "source" and an
// "action" too).
void Document::find_wrapped_records() {
  if (at_root({"operation", "op"}) != nullptr) {
    return;
  }
  for (const json::Member& member : root()) {
    if (!ids::is_wrapper_key(member.key)) {
      continue;
    }
    const Members* members = open(member.value);
    if (members == nullptr && member.value.kind == json::Kind::String) {
      const std::optional<std::string> object = find_embedded_object(member.value.text);
      members = object ? open_text(texts_.emplace_front(*object).view()) : nullptr;
    }
    if (members != nullptr &&
        find_any(*members, {"component", "span_type", "spanType", "operation", "op", "service"}) != nullptr) {
      scopes_.push_back(make_scope(*members, member.value.raw));
    }
  }
}

const json::Value* Document::at_root(Names names) const { return find_in(root_, names); }

const json::Value* Document::find(Names names) const {
  const json::Value* value = find_in(root_, names);
  for (auto scope = scopes_.begin(); value == nullptr && scope != scopes_.end(); ++scope) {
    value = find_in(*scope, names);
  }
  return value;
}

std::string_view Document::text_of(Names names) const {
  const json::Value* value = find(names);
  return value != nullptr && value->kind == json::Kind::String ? value->text : std::string_view{};
}

bool Document::is_wrapper(const json::Value& value) const {
  for (const Scope& scope : scopes_) {
    if (scope.wrapper.data() == value.raw.data()) {
      return true;
    }
  }
  return false;
}

}  // namespace itk::logs
