#include "itk-invoke/json_field.h"

#include <fmt/format.h>

#include <charconv>

namespace itk::invoke {
namespace {

constexpr std::size_t k_most_shown = 20;

std::optional<JsonField> find_in(json::Parser& parser, std::string_view json, std::string_view path, std::size_t level);

std::optional<JsonField> value_at(json::Parser& parser, const json::Value& value, std::string_view rest,
                                  std::size_t level) {
  if (!rest.empty()) {
    return find_in(parser, value.raw, rest, level + 1);
  }
  return JsonField{value.kind, std::string(value.kind == json::Kind::String ? value.text : value.raw), value.number};
}

std::optional<JsonField> find_in(json::Parser& parser, std::string_view json, std::string_view path,
                                 std::size_t level) {
  const std::size_t dot = path.find('.');
  const std::string_view first = path.substr(0, dot);
  const std::string_view rest = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  if (const auto members = parser.object(json, level)) {
    if (const json::Value* value = json::find(**members, path)) {
      return value_at(parser, *value, "", level);
    }
    const json::Value* value = rest.empty() ? nullptr : json::find(**members, first);
    return value == nullptr ? std::nullopt : value_at(parser, *value, rest, level);
  }
  std::size_t index = 0;
  const auto [end, failure] = std::from_chars(first.data(), first.data() + first.size(), index);
  if (failure != std::errc() || end != first.data() + first.size()) {
    return std::nullopt;
  }
  const auto items = parser.array(json, level);
  return items && index < (*items)->size() ? value_at(parser, (**items)[index].value, rest, level) : std::nullopt;
}

}  // namespace

std::optional<JsonField> find_json_field(std::string_view json, std::string_view path) {
  json::Parser parser;
  const json::PaddedText padded(json);
  return find_in(parser, padded.view(), path, 0);
}

std::string describe_fields(std::string_view json) {
  json::Parser parser;
  const json::PaddedText padded(json);
  const auto members = parser.object(padded.view());
  if (!members) {
    return "it is no JSON object";
  }
  std::string names;
  for (std::size_t i = 0; i < (*members)->size(); ++i) {
    if (i == k_most_shown) {
      names += ", ...";
      break;
    }
    names += (i == 0 ? "" : ", ") + std::string((**members)[i].key);
  }
  return names.empty() ? "it has none" : "it has " + names;
}

}  // namespace itk::invoke
