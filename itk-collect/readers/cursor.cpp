#include "itk-collect/readers/cursor.h"

#include <algorithm>

namespace itk::collect::readers {

const Members* Cursor::open(const json::Value* value) const {
  if (value == nullptr || (value->kind != json::Kind::Object && value->kind != json::Kind::Array)) {
    return nullptr;
  }
  return open(value->raw);
}

const Members* Cursor::open(std::string_view text) const {
  const auto opened = text.starts_with('{') ? parser_.object(text, level_) : parser_.array(text, level_);
  return opened ? *opened : nullptr;
}

std::string_view text_in(const Members& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value != nullptr && value->kind == json::Kind::String ? value->text : std::string_view{};
}

bool has(const Members& members, std::string_view key, json::Kind kind) {
  const json::Value* value = json::find(members, key);
  return value != nullptr && value->kind == kind;
}

// JSON allows line breaks between tokens only, where a space says the same.
std::string one_line(std::string_view json) {
  std::string line(json);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return line;
}

}  // namespace itk::collect::readers
