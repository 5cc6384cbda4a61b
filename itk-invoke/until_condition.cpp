#include "itk-invoke/until_condition.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "itk-invoke/json_field.h"
#include "itk-invoke/late_form.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

constexpr int k_highest_exit = 255, k_highest_status = 599;

// A scalar of a case, without the marks of substitution.
std::string plain_text(const YamlNode& scalar) {
  std::string text;
  for_each_piece(
      scalar.text, [&](std::string_view literal) { text += literal; }, [](const LateForm&) {});
  return text;
}

bool equals(const JsonField& field, const YamlNode& value) {
  const std::string text = plain_text(value);
  switch (scalar_type(value)) {
    case ScalarType::Null:
      return field.kind == json::Kind::Null;
    case ScalarType::Bool:
      return field.kind == json::Kind::Bool && (field.text == "true") == (text[0] == 't' || text[0] == 'T');
    case ScalarType::Integer:
    case ScalarType::Number:
      return field.kind == json::Kind::Number &&
             (field.text == text || field.number == std::strtod(text.c_str(), nullptr));
    default:
      return field.kind == json::Kind::String && field.text == text;
  }
}

}  // namespace

std::optional<UntilCondition> UntilCondition::read(const YamlNode& map, std::string_view path,
                                                   std::string_view number_key, const Complain& complain) {
  const std::string number(number_key);
  const bool is_exit = number_key == "exit";
  if (!map.is_map() || map.entries.empty()) {
    complain(map.at, "bad_until",
             fmt::format("\"{}\" must be a mapping, not {}; write {{json: {{status: done}}}} or {{{}: {}}}", path,
                         map.is_map() ? "an empty one" : describe(map), number, is_exit ? "0" : "200"));
    return std::nullopt;
  }
  check_keys(map, path, {"json", number}, complain);
  UntilCondition condition;
  if (const YamlNode* value = map.find(number_key)) {
    const auto numbers = NumberSet::read(*value, is_exit ? 0 : 100, is_exit ? k_highest_exit : k_highest_status);
    if (!numbers) {
      complain(value->at, "bad_until",
               fmt::format("\"{}.{}\" must be {}", path, number,
                           is_exit ? "an exit status like 0 or a list of them"
                                   : "an HTTP status like 200, 2xx or a list of them"));
      return std::nullopt;
    }
    condition.numbers_ = *numbers;
  }
  const YamlNode* json = map.find("json");
  if (json != nullptr && (!json->is_map() || json->entries.empty())) {
    complain(json->at, "bad_until",
             fmt::format("\"{}.json\" must be a mapping of fields to their values, like {{status: done}} or "
                         "{{job.state: [done, partial]}}",
                         path));
    return std::nullopt;
  }
  for (const YamlEntry& entry : json == nullptr ? std::vector<YamlEntry>() : json->entries) {
    Field field{entry.key, entry.value.is_sequence() ? entry.value.items : std::vector<YamlNode>{entry.value}};
    for (YamlNode& value : field.values) {
      if (value.is_null()) {
        value.kind = YamlNode::Kind::Scalar;  // a field that is null
      }
      if (!value.is_scalar()) {
        complain(value.at, "bad_until",
                 fmt::format("\"{}.json.{}\" must be a value or a list of values, not {}; a path like job.state leads "
                             "deeper",
                             path, entry.key, describe(value)));
        return std::nullopt;
      }
    }
    condition.fields_.push_back(std::move(field));
  }
  const bool is_empty = condition.fields_.empty() && condition.numbers_.is_empty();
  return is_empty ? std::nullopt : std::optional(std::move(condition));
}

bool UntilCondition::holds(int number, std::string_view body) const {
  if (names_numbers() && !names(number)) {
    return false;
  }
  return std::all_of(fields_.begin(), fields_.end(), [&](const Field& wanted) {
    const std::optional<JsonField> field = find_json_field(body, wanted.path);
    return field && std::any_of(wanted.values.begin(), wanted.values.end(),
                                [&](const YamlNode& value) { return equals(*field, value); });
  });
}

std::vector<std::string> UntilCondition::paths() const {
  std::vector<std::string> paths;
  for (const Field& field : fields_) {
    paths.push_back(field.path);
  }
  return paths;
}

}  // namespace itk::invoke
