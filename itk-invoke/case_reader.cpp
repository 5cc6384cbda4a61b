#include "itk-invoke/case_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "common/base/duration.h"
#include "common/base/nearest.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
void CaseReader::add(std::vector<YamlProblem> problems) {
  for (YamlProblem& problem : problems) {
    error(problem.at, std::move(problem.code), std::move(problem.message));
  }
}

void CaseReader::add_substitution(std::vector<YamlProblem> problems) {
  for (YamlProblem& problem : problems) {
    if (problem.code == "unset_variable" || problem.code == "bad_variable") {
      problems_.live(file_, problem.at, std::move(problem.code), std::move(problem.message));
    } else {
      error(problem.at, std::move(problem.code), std::move(problem.message));
    }
  }
}

void CaseReader::wrong_type(const YamlNode& node, std::string_view path, std::string_view expected) {
  std::string found(describe(node));
  std::string hint;
  if (node.is_scalar()) {
    found = fmt::format("\"{}\"", node.text);
    const bool looks_typed = scalar_type(node) != ScalarType::Text;
    hint = expected == "text" && looks_typed ? "; put quotes around it"
           : expected == "a mapping"         ? "; write `key: value` lines below it"
                                             : "";
  }
  error(node.at, "wrong_type", fmt::format("\"{}\" must be {}, not {}{}", path, expected, found, hint));
}

const YamlNode* CaseReader::map(const YamlNode& map, std::string_view key, std::string_view path) {
  const YamlNode* found = map.find(key);
  if (found == nullptr || found->is_null()) {
    return nullptr;
  }
  if (!found->is_map()) {
    wrong_type(*found, path, "a mapping");
    return nullptr;
  }
  return found;
}

std::optional<std::string> CaseReader::text_of(const YamlNode& value, std::string_view path) {
  if (!value.is_scalar() || scalar_type(value) != ScalarType::Text || !value.tag.empty()) {
    wrong_type(value, path, "text");
    return std::nullopt;
  }
  return value.text;
}

std::optional<std::string> CaseReader::text(const YamlNode& map, std::string_view key, std::string_view path) {
  const YamlNode* found = map.find(key);
  if (found == nullptr || found->is_null()) {
    return std::nullopt;
  }
  return text_of(*found, path);
}

std::optional<std::int64_t> CaseReader::milliseconds(const YamlNode& map, std::string_view key, std::string_view path) {
  const YamlNode* found = map.find(key);
  if (found == nullptr || found->is_null()) {
    return std::nullopt;
  }
  std::int64_t number = 0;
  const char* end = found->text.data() + found->text.size();
  const auto [stopped, failure] = std::from_chars(found->text.data(), end, number);
  const bool is_integer = found->is_scalar() && scalar_type(*found) == ScalarType::Integer;
  if (!is_integer || failure != std::errc() || stopped != end || number < 0) {
    wrong_type(*found, path, "a whole number of milliseconds");
    return std::nullopt;
  }
  return number;
}

std::optional<std::int64_t> CaseReader::duration(const YamlNode& map, std::string_view key, std::string_view path) {
  const YamlNode* found = map.find(key);
  return found == nullptr || found->is_null() ? std::nullopt : duration_of(*found, path);
}

std::optional<std::int64_t> CaseReader::duration_of(const YamlNode& value, std::string_view path) {
  const std::optional<std::int64_t> read = value.is_scalar() ? parse_duration(value.text) : std::nullopt;
  if (!read) {
    wrong_type(value, path, "a duration like 30s, 500ms, 2m or a number of seconds");
  }
  return read;
}

std::optional<std::int64_t> CaseReader::whole_number(const YamlNode& map, std::string_view key, std::string_view path,
                                                     std::int64_t least, std::int64_t most) {
  const YamlNode* found = map.find(key);
  if (found == nullptr || found->is_null()) {
    return std::nullopt;
  }
  std::int64_t number = 0;
  const char* end = found->text.data() + found->text.size();
  const auto [stopped, failure] = std::from_chars(found->text.data(), end, number);
  if (!found->is_scalar() || failure != std::errc() || stopped != end || number < least || number > most) {
    wrong_type(*found, path, fmt::format("a whole number from {} to {}", least, most));
    return std::nullopt;
  }
  return number;
}

std::optional<bool> CaseReader::flag(const YamlNode& map, std::string_view key, std::string_view path) {
  const YamlNode* found = map.find(key);
  if (found == nullptr || found->is_null()) {
    return std::nullopt;
  }
  const std::string& text = found->text;
  if (text == "true" || text == "True" || text == "TRUE" || text == "on" || text == "yes") {
    return true;
  }
  if (text == "false" || text == "False" || text == "FALSE" || text == "off" || text == "no") {
    return false;
  }
  wrong_type(*found, path, "on or off");
  return std::nullopt;
}

std::vector<std::string> CaseReader::texts(const YamlNode& map, std::string_view key, std::string_view path) {
  const YamlNode* found = map.find(key);
  if (found == nullptr || found->is_null()) {
    return {};
  }
  if (found->is_map()) {
    wrong_type(*found, path, "a list of texts");
    return {};
  }
  std::vector<std::string> texts;
  const std::vector<YamlNode> one = {*found};
  for (const YamlNode& item : found->is_sequence() ? found->items : one) {
    if (std::optional<std::string> text = text_of(item, path)) {
      texts.push_back(std::move(*text));
    }
  }
  return texts;
}

void CaseReader::warn_of_near_misses(const YamlNode& map, const std::vector<std::string>& known) {
  for (const YamlEntry& entry : map.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) {
      continue;
    }
    // Stricter than did_you_mean(): "node" is two letters away from "name", and a word of its own.
    const std::vector<std::string> near = nearest_names(entry.key, known, 1);
    if (!near.empty() && edit_distance(entry.key, near[0]) <= (near[0].size() < 7 ? 1u : 2u)) {
      problems_.warning(file_, entry.at, "near_miss",
                        fmt::format("\"{}\" is a key that nobody reads; did you mean \"{}\"?", entry.key, near[0]));
    }
  }
}

}  // namespace itk::invoke
