#include "itk-invoke/target_reader.h"

#include <fmt/core.h>

namespace itk::invoke {

const YamlNode* TargetReader::given(std::string_view key) const {
  const YamlNode* value = case_.target.find(key);
  const bool is_given = value != nullptr && value->is_scalar() && !value->text.empty();
  return is_given && !settings::is_unfilled(value->text) ? value : nullptr;
}

const YamlNode* TargetReader::given(std::initializer_list<std::string_view> keys) const {
  for (const std::string_view key : keys) {
    if (const YamlNode* value = given(key)) {
      return value;
    }
  }
  return nullptr;
}

std::string TargetReader::text(std::string_view key) const {
  const YamlNode* value = given(key);
  return value == nullptr ? "" : value->text;
}

TargetReader::Named TargetReader::named(std::initializer_list<std::string_view> keys,
                                        std::initializer_list<std::string_view> settings) const {
  if (const YamlNode* value = given(keys)) {
    return {value->text, "", value->at, value->text.find("${") != std::string::npos};
  }
  for (const std::string_view name : settings) {
    if (const std::optional<std::string> value = settings_.get(name)) {
      return {*value, fmt::format(" ({}, {})", name, settings_.origin(name)), case_.entrypoint_at, false};
    }
  }
  return {"", "", at(), false};
}

}  // namespace itk::invoke
