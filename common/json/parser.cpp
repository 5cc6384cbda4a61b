#include "common/json/parser.h"

#include <fmt/core.h>
#include <simdjson.h>

#include <limits>
#include <new>

#include "common/json/grammar.h"
#include "common/json/split.h"

namespace itk::json {
namespace {

namespace ondemand = simdjson::ondemand;

Error invalid(simdjson::error_code code) {
  if (code == simdjson::DEPTH_ERROR) {
    return contract_error("too_deep", fmt::format("JSON is nested more than {} levels deep", k_max_depth));
  }
  return contract_error("bad_json", fmt::format("not valid JSON: {}", simdjson::error_message(code)));
}

simdjson::error_code read_null(ondemand::value source) {
  simdjson::simdjson_result<bool> result = source.is_null();
  bool is_null = false;
  if (auto error = std::move(result).get(is_null)) {
    return error;
  }
  return is_null ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
}

// Whether nothing but space follows the root value.
bool at_end(ondemand::document& document) { return document.current_location().error() == simdjson::OUT_OF_BOUNDS; }

std::string_view trim_space(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

}  // namespace

struct Parser::Level {
  ondemand::parser reader;
  simdjson::dom::parser validator;
  std::vector<Member> members;
  std::string strings;    // unescaped, where split() read the text
  bool is_valid = false;  // what is read, to the last brace

  Level() {
    if (validator.allocate(4096, k_max_depth) != simdjson::SUCCESS) {
      throw std::bad_alloc();
    }
  }

  simdjson::error_code validate(std::string_view text);
  bool read_valid(std::string_view text, char opening);
  simdjson::error_code read_value(ondemand::value source, Value& value);
  simdjson::error_code read_nested(ondemand::value source, Value& value);
  simdjson::error_code read_number(ondemand::value source, Value& value);
};

simdjson::error_code Parser::Level::validate(std::string_view text) {
  if (validator.capacity() < text.size()) {
    if (auto error = validator.allocate(text.size() * 2, k_max_depth)) {
      return error;
    }
  }
  return validator.parse(text.data(), text.size(), false).error();
}

// The quick way, which most texts take: simdjson looks at all of it once, and then the members are cut out. False: the
// text is not valid, or it is in a way that takes a closer look.
bool Parser::Level::read_valid(std::string_view text, char opening) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || text[begin] != opening || (!is_valid && validate(text) != simdjson::SUCCESS)) {
    return false;
  }
  if (split(text.substr(begin), strings, members)) {
    return true;
  }
  members.clear();
  return false;
}

simdjson::error_code Parser::Level::read_nested(ondemand::value source, Value& value) {
  simdjson::simdjson_result<std::string_view> raw;
  if (value.kind == Kind::Object) {
    ondemand::object object;
    if (auto error = source.get_object().get(object)) {
      return error;
    }
    raw = object.raw_json();
  } else {
    ondemand::array array;
    if (auto error = source.get_array().get(array)) {
      return error;
    }
    raw = array.raw_json();
  }
  if (auto error = std::move(raw).get(value.raw)) {
    return error;
  }
  value.raw = trim_space(value.raw);
  if (is_valid) {
    return simdjson::SUCCESS;
  }
  // On-demand only balances the brackets of what it skips.
  const simdjson::error_code error = validate(value.raw);
  if (is_json(value.raw, k_max_depth - 1)) {
    return simdjson::SUCCESS;  // also where simdjson refuses the range of a number
  }
  return error == simdjson::SUCCESS ? simdjson::DEPTH_ERROR : error;
}

simdjson::error_code Parser::Level::read_number(ondemand::value source, Value& value) {
  std::int64_t integer = 0;
  if (source.get_int64().get(integer) == simdjson::SUCCESS) {
    value.is_integer = true;
    value.integer = integer;
    value.number = static_cast<double>(integer);
    return simdjson::SUCCESS;
  }
  const simdjson::error_code error = source.get_double().get(value.number);
  if (error == simdjson::NUMBER_ERROR && is_number(value.raw)) {
    value.number = std::numeric_limits<double>::infinity() * (value.raw[0] == '-' ? -1 : 1);
    return simdjson::SUCCESS;
  }
  return error;
}

simdjson::error_code Parser::Level::read_value(ondemand::value source, Value& value) {
  ondemand::json_type type;
  if (auto error = source.type().get(type)) {
    return error;
  }
  value.raw = trim_space(source.raw_json_token());
  switch (type) {
    case ondemand::json_type::object:
      value.kind = Kind::Object;
      return read_nested(source, value);
    case ondemand::json_type::array:
      value.kind = Kind::Array;
      return read_nested(source, value);
    case ondemand::json_type::string:
      value.kind = Kind::String;
      return source.get_string().get(value.text);
    case ondemand::json_type::number:
      value.kind = Kind::Number;
      return read_number(source, value);
    case ondemand::json_type::boolean:
      value.kind = Kind::Bool;
      return source.get_bool().get(value.boolean);
    case ondemand::json_type::null:
      value.kind = Kind::Null;
      return read_null(source);
  }
  return simdjson::TAPE_ERROR;
}

Parser::Parser() = default;
Parser::~Parser() = default;
Parser::Parser(Parser&&) noexcept = default;
Parser& Parser::operator=(Parser&&) noexcept = default;

Parser::Level& Parser::level_at(std::size_t level, bool is_valid) {
  while (levels_.size() <= level) {
    levels_.push_back(std::make_unique<Level>());
  }
  Level& state = *levels_[level];
  state.members.clear();
  state.is_valid = is_valid;
  return state;
}

Result<const std::vector<Member>*> Parser::object(std::string_view text, std::size_t level) {
  return read_object(level_at(level, false), text);
}
Result<const std::vector<Member>*> Parser::array(std::string_view text, std::size_t level) {
  return read_array(level_at(level, false), text);
}
Result<const std::vector<Member>*> Parser::object(const Value& value, std::size_t level) {
  return read_object(level_at(level, true), value.raw);
}
Result<const std::vector<Member>*> Parser::array(const Value& value, std::size_t level) {
  return read_array(level_at(level, true), value.raw);
}

Result<const std::vector<Member>*> Parser::read_object(Level& state, std::string_view text) {
  if (state.read_valid(text, '{')) {
    return &state.members;
  }
  ondemand::document document;
  ondemand::object object;
  if (auto error = state.reader.iterate(text, text.size() + k_padding).get(document)) {
    return tl::make_unexpected(invalid(error));
  }
  if (auto error = document.get_object().get(object)) {
    return tl::make_unexpected(error == simdjson::INCORRECT_TYPE ? contract_error("not_an_object", "not a JSON object")
                                                                 : invalid(error));
  }
  for (auto field : object) {
    Member member;
    ondemand::value value;
    if (auto error = field.unescaped_key().get(member.key)) {
      return tl::make_unexpected(invalid(error));
    }
    if (auto error = field.value().get(value)) {
      return tl::make_unexpected(invalid(error));
    }
    if (auto error = state.read_value(value, member.value)) {
      return tl::make_unexpected(invalid(error));
    }
    state.members.push_back(member);
  }
  if (!at_end(document)) {
    return tl::make_unexpected(contract_error("bad_json", "not valid JSON: text after the closing brace"));
  }
  return &state.members;
}

Result<const std::vector<Member>*> Parser::read_array(Level& state, std::string_view text) {
  if (state.read_valid(text, '[')) {
    return &state.members;
  }
  ondemand::document document;
  ondemand::array array;
  if (auto error = state.reader.iterate(text, text.size() + k_padding).get(document)) {
    return tl::make_unexpected(invalid(error));
  }
  if (auto error = document.get_array().get(array)) {
    return tl::make_unexpected(error == simdjson::INCORRECT_TYPE ? contract_error("not_an_array", "not a JSON array")
                                                                 : invalid(error));
  }
  for (auto element : array) {
    Member member;
    ondemand::value value;
    if (auto error = element.get(value)) {
      return tl::make_unexpected(invalid(error));
    }
    if (auto error = state.read_value(value, member.value)) {
      return tl::make_unexpected(invalid(error));
    }
    state.members.push_back(member);
  }
  if (!at_end(document)) {
    return tl::make_unexpected(contract_error("bad_json", "not valid JSON: text after the closing bracket"));
  }
  return &state.members;
}

const Value* find(const std::vector<Member>& members, std::string_view key) {
  for (auto member = members.rbegin(); member != members.rend(); ++member) {
    // The first byte before the call that compares all of them: most keys differ in it.
    if (member->key.size() == key.size() && (key.empty() || (member->key[0] == key[0] && member->key == key))) {
      return &member->value;
    }
  }
  return nullptr;
}

}  // namespace itk::json
