#include "itk-invoke/yaml_to_json.h"

#include <fmt/core.h>

#include <charconv>
#include <optional>

#include "common/json/grammar.h"
#include "common/json/parser.h"
#include "common/json/raw_json.h"

namespace itk::invoke {
namespace {

constexpr std::string_view k_tag_prefix = "tag:yaml.org,2002:";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_sign(std::string_view text) {
  return !text.empty() && (text[0] == '-' || text[0] == '+') ? text.substr(1) : text;
}

std::size_t leading_digits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) {
    ++count;
  }
  return count;
}

bool is_bool(std::string_view text) {
  return text == "true" || text == "True" || text == "TRUE" || text == "false" || text == "False" || text == "FALSE";
}

bool is_decimal_integer(std::string_view text) {
  const std::string_view digits = without_sign(text);
  return !digits.empty() && leading_digits(digits) == digits.size();
}

// 0x1f or 0o17: the base, or 0.
int based_integer(std::string_view text) {
  const int base = text.starts_with("0x") ? 16 : text.starts_with("0o") ? 8 : 0;
  if (base == 0 || text.size() == 2) {
    return 0;
  }
  unsigned long long ignored = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data() + 2, end, ignored, base);
  return stopped == end && error == std::errc() ? base : 0;
}

bool is_not_finite(std::string_view text) {
  const std::string_view word = without_sign(text);
  return word == ".inf" || word == ".Inf" || word == ".INF" || text == ".nan" || text == ".NaN" || text == ".NAN";
}

// The core schema's [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_float(std::string_view text) {
  std::string_view rest = without_sign(text);
  const std::size_t whole = leading_digits(rest);
  rest.remove_prefix(whole);
  std::size_t fraction = 0;
  if (!rest.empty() && rest[0] == '.') {
    fraction = leading_digits(rest.substr(1));
    rest.remove_prefix(fraction + 1);
  }
  if (whole + fraction == 0) {
    return false;
  }
  if (rest.empty()) {
    return true;
  }
  return (rest[0] == 'e' || rest[0] == 'E') && is_decimal_integer(rest.substr(1));
}

ScalarType plain_type(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
    return ScalarType::Null;
  }
  if (is_bool(text)) {
    return ScalarType::Bool;
  }
  if (is_decimal_integer(text) || based_integer(text) != 0) {
    return ScalarType::Integer;
  }
  if (is_float(text)) {
    return ScalarType::Number;
  }
  return is_not_finite(text) ? ScalarType::NotFinite : ScalarType::Text;
}

// JSON allows no leading zeros, no "+", no ".5" and no "1.": the digits stay, the form is mended.
std::string json_number(std::string_view text) {
  if (json::is_number(text)) {
    return std::string(text);
  }
  if (const int base = based_integer(text); base != 0) {
    unsigned long long value = 0;
    std::from_chars(text.data() + 2, text.data() + text.size(), value, base);
    return fmt::format("{}", value);
  }
  std::string number = text[0] == '-' ? "-" : "";
  text = without_sign(text);
  std::size_t whole = leading_digits(text);
  while (whole > 1 && text[0] == '0') {
    text.remove_prefix(1);
    --whole;
  }
  number += whole == 0 ? "0" : text.substr(0, whole);
  text.remove_prefix(whole);
  if (text.starts_with('.') && leading_digits(text.substr(1)) == 0) {
    text.remove_prefix(1);
  }
  return number.append(text);
}

// What an explicit tag makes of the scalar; nothing if it cannot be that.
std::optional<ScalarType> tagged_type(std::string_view tag, std::string_view text) {
  const ScalarType plain = plain_type(text);
  const bool is_number = plain == ScalarType::Integer || plain == ScalarType::Number;
  if ((tag == "int" && plain == ScalarType::Integer) || (tag == "float" && is_number) ||
      (tag == "bool" && plain == ScalarType::Bool) || (tag == "null" && plain == ScalarType::Null)) {
    return plain;
  }
  return std::nullopt;
}

std::string scalar_to_json(const YamlNode& scalar, std::vector<YamlProblem>& problems) {
  if (!scalar.tag.empty()) {
    const std::string_view tag = scalar.tag;
    const std::string_view name = tag.starts_with(k_tag_prefix) ? tag.substr(k_tag_prefix.size()) : tag;
    if (!tagged_type(name, scalar.text)) {
      problems.push_back({scalar.at, "yaml_tag",
                          fmt::format("\"{}\" cannot be {}; the tags !!str, !!int, !!float, !!bool and !!null are "
                                      "known",
                                      scalar.text, name)});
      return "null";
    }
  }
  switch (scalar_type(scalar)) {
    case ScalarType::Text:
      return json::quote(scalar.text);
    case ScalarType::Null:
      return "null";
    case ScalarType::Bool:
      return scalar.text[0] == 't' || scalar.text[0] == 'T' ? "true" : "false";
    case ScalarType::Integer:
    case ScalarType::Number:
      return json_number(scalar.text);
    case ScalarType::NotFinite:
      break;
  }
  problems.push_back({scalar.at, "yaml_number",
                      fmt::format("{} has no form in JSON; put quotes around it if it is text", scalar.text)});
  return "null";
}

std::string append_json(const YamlNode& node, std::size_t depth, std::vector<YamlProblem>& problems) {
  if (depth > json::k_max_depth) {
    problems.push_back({node.at, "yaml_too_deep",
                        fmt::format("this value is nested more than {} levels deep; flatten it", json::k_max_depth)});
    return "null";
  }
  std::string out;
  switch (node.kind) {
    case YamlNode::Kind::Null:
      return "null";
    case YamlNode::Kind::Scalar:
      return scalar_to_json(node, problems);
    case YamlNode::Kind::Sequence:
      for (const YamlNode& item : node.items) {
        out += out.empty() ? "[" : ",";
        out += append_json(item, depth + 1, problems);
      }
      return out.empty() ? "[]" : out + "]";
    case YamlNode::Kind::Map:
      for (const YamlEntry& entry : node.entries) {
        out += out.empty() ? "{" : ",";
        json::append_quoted(out, entry.key);
        (out += ':') += append_json(entry.value, depth + 1, problems);
      }
      return out.empty() ? "{}" : out + "}";
  }
  return out;
}

}  // namespace

ScalarType scalar_type(const YamlNode& scalar) { return scalar.is_text ? ScalarType::Text : plain_type(scalar.text); }

std::string to_json(const YamlNode& node, std::vector<YamlProblem>& problems) { return append_json(node, 1, problems); }

}  // namespace itk::invoke
