#include "tests/sandbox/aws/parameters.h"

#include <fmt/format.h>

#include "common/base/result.h"

namespace itk::sandbox {
namespace {

Fault wrong_type(std::string_view name, std::string_view expected) {
  return {400, "com.amazon.coral.service#SerializationException", fmt::format("{} is not {}", name, expected),
          "MalformedInput"};
}

}  // namespace

const Json::Value* Parameters::find(std::string_view name) const {
  const Json::Value* value = document_.find(name.data(), name.data() + name.size());
  return value == nullptr || value->isNull() ? nullptr : value;
}

Outcome<std::string> Parameters::text(std::string_view name) const {
  ITK_TRY_ASSIGN(auto value, optional_text(name));
  if (!value || value->empty()) {
    return fail(wording_.missing(name));
  }
  return *std::move(value);
}

Outcome<std::optional<std::string>> Parameters::optional_text(std::string_view name) const {
  const Json::Value* value = find(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (!value->isString()) {
    return fail(wrong_type(name, "a string"));
  }
  return value->asString();
}

Outcome<std::int64_t> Parameters::integer(std::string_view name, std::int64_t least, std::int64_t most) const {
  ITK_TRY_ASSIGN(const auto value, optional_integer(name, least, most));
  if (!value) {
    return fail(wording_.missing(name));
  }
  return *value;
}

Outcome<std::optional<std::int64_t>> Parameters::optional_integer(std::string_view name, std::int64_t least,
                                                                  std::int64_t most) const {
  const Json::Value* value = find(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (!value->isInt64()) {
    return fail(wrong_type(name, "an integer"));
  }
  const std::int64_t number = value->asInt64();
  if (number < least || number > most) {
    return fail(wording_.out_of_range(name, number, least, most));
  }
  return number;
}

Outcome<bool> Parameters::flag(std::string_view name, bool otherwise) const {
  const Json::Value* value = find(name);
  if (value == nullptr) {
    return otherwise;
  }
  if (!value->isBool()) {
    return fail(wrong_type(name, "a boolean"));
  }
  return value->asBool();
}

Outcome<std::vector<std::string>> Parameters::texts(std::string_view name) const {
  std::vector<std::string> result;
  const Json::Value* value = find(name);
  if (value == nullptr) {
    return result;
  }
  if (!value->isArray()) {
    return fail(wrong_type(name, "a list of strings"));
  }
  for (const Json::Value& item : *value) {
    if (!item.isString()) {
      return fail(wrong_type(name, "a list of strings"));
    }
    result.push_back(item.asString());
  }
  return result;
}

Outcome<const Json::Value*> Parameters::objects(std::string_view name) const {
  const Json::Value* value = find(name);
  if (value == nullptr) {
    return fail(wording_.missing(name));
  }
  if (!value->isArray()) {
    return fail(wrong_type(name, "a list"));
  }
  for (const Json::Value& item : *value) {
    if (!item.isObject()) {
      return fail(wrong_type(name, "a list of structures"));
    }
  }
  return value;
}

Outcome<const Json::Value*> Parameters::map(std::string_view name) const {
  static const Json::Value none(Json::objectValue);
  const Json::Value* value = find(name);
  if (value == nullptr) {
    return &none;
  }
  if (!value->isObject()) {
    return fail(wrong_type(name, "a map"));
  }
  return value;
}

}  // namespace itk::sandbox
