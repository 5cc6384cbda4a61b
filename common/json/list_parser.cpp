#include "common/json/list_parser.h"

#include <fmt/core.h>
#include <simdjson.h>

#include <algorithm>
#include <limits>

namespace itk::json {
namespace {

namespace dom = simdjson::dom;

Error invalid(simdjson::error_code code) {
  return contract_error("bad_json", fmt::format("not valid JSON: {}", simdjson::error_message(code)));
}

Value value_of(dom::element source) {
  Value value;
  switch (source.type()) {
    case dom::element_type::OBJECT:
      value.kind = Kind::Object;
      break;
    case dom::element_type::ARRAY:
      value.kind = Kind::Array;
      break;
    case dom::element_type::STRING:
      value.kind = Kind::String;
      value.text = source.get_string().value_unsafe();
      break;
    case dom::element_type::INT64:
      value.kind = Kind::Number;
      value.is_integer = true;
      value.integer = source.get_int64().value_unsafe();
      value.number = static_cast<double>(value.integer);
      break;
    case dom::element_type::UINT64:
      value.kind = Kind::Number;
      value.number = static_cast<double>(source.get_uint64().value_unsafe());
      break;
    case dom::element_type::DOUBLE:
      value.kind = Kind::Number;
      value.number = source.get_double().value_unsafe();
      break;
    case dom::element_type::BOOL:
      value.kind = Kind::Bool;
      value.boolean = source.get_bool().value_unsafe();
      break;
    case dom::element_type::NULL_VALUE:
      break;
  }
  return value;
}

void read_members(dom::object source, std::vector<Member>& members) {
  members.clear();
  for (const dom::key_value_pair field : source) {
    members.push_back({field.key, value_of(field.value)});
  }
}

}  // namespace

struct ListParser::State {
  dom::parser parser;
  Document document;
  dom::array::iterator at, end;
  std::vector<Member> element;
};

ListParser::ListParser() : state_(std::make_unique<State>()) {}
ListParser::~ListParser() = default;
ListParser::ListParser(ListParser&&) noexcept = default;
ListParser& ListParser::operator=(ListParser&&) noexcept = default;

Result<const ListParser::Document*> ListParser::read(std::string_view text, std::string_view list) {
  State& state = *state_;
  if (state.parser.capacity() < text.size()) {
    if (auto error = state.parser.allocate(std::max<std::size_t>(text.size() + text.size() / 4, 4096), k_max_depth)) {
      return tl::make_unexpected(invalid(error));
    }
  }
  dom::element root;
  if (auto error = state.parser.parse(text.data(), text.size(), false).get(root)) {
    return tl::make_unexpected(invalid(error));
  }
  dom::object object;
  if (root.get_object().get(object)) {
    return tl::make_unexpected(contract_error("not_an_object", "not a JSON object"));
  }
  Document& document = state.document;
  read_members(object, document.members);
  document.has_list = false;
  for (const dom::key_value_pair field : object) {
    dom::array elements;
    if (field.key == list) {  // the last one counts, as in find()
      document.has_list = field.value.get_array().get(elements) == simdjson::SUCCESS;
    }
    if (field.key == list && document.has_list) {
      state.at = elements.begin();
      state.end = elements.end();
      document.size = elements.size();
    }
  }
  return &document;
}

Result<const std::vector<Member>*> ListParser::next() {
  State& state = *state_;
  if (!state.document.has_list || !(state.at != state.end)) {
    return nullptr;
  }
  dom::object object;
  if ((*state.at).get_object().get(object)) {
    return tl::make_unexpected(contract_error("not_an_object", "not a JSON object"));
  }
  read_members(object, state.element);
  ++state.at;
  return &state.element;
}

}  // namespace itk::json
