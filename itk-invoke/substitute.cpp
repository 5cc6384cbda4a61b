#include "itk-invoke/substitute.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/nearest.h"

namespace itk::invoke {
namespace {

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// NAME of "NAME" or "NAME:-default"; empty if `inside` is neither.
std::string_view variable_name(std::string_view inside) {
  const auto end = std::find_if_not(inside.begin(), inside.end(), is_name_character);
  const std::string_view name = inside.substr(0, static_cast<std::size_t>(end - inside.begin()));
  const std::string_view rest = inside.substr(name.size());
  const bool is_name = !name.empty() && !(name[0] >= '0' && name[0] <= '9');
  return is_name && (rest.empty() || rest.starts_with(":-")) ? name : std::string_view();
}

// "${...}" at the start of `text`, with what it stands for.
std::size_t substitute_one(std::string_view text, const Environment& variables, Substituted& result) {
  const std::size_t close = text.find('}');
  const std::size_t size = close == std::string_view::npos ? text.size() : close + 1;
  const std::string_view inside = text.substr(2, std::min(close, text.size()) - 2);
  const std::string_view name = close == std::string_view::npos ? std::string_view() : variable_name(inside);
  if (name.empty()) {
    result.malformed.emplace_back(text.substr(0, size));
    result.text += text.substr(0, size);
    return size;
  }
  if (const std::optional<std::string> value = variables.get(name)) {
    result.text += *value;
    result.changed = true;
  } else if (inside.size() > name.size()) {
    result.text += inside.substr(name.size() + 2);
    result.changed = true;
  } else {
    result.unset.emplace_back(name);
    result.text += text.substr(0, size);
  }
  return size;
}

// Names of two or three letters are near to any other, so none is offered for them.
std::string did_you_mean_variable(std::string_view name, const Environment& variables) {
  std::vector<std::string> names;
  for (const auto& [known, value] : variables.values()) {
    names.push_back(known);
  }
  return name.size() < 4 ? "" : did_you_mean(name, names);
}

}  // namespace

Substituted substitute(std::string_view text, const Environment& variables) {
  Substituted result;
  while (!text.empty()) {
    const std::size_t dollar = std::min(text.find('$'), text.size());
    result.text += text.substr(0, dollar);
    text.remove_prefix(dollar);
    if (text.starts_with("$${")) {
      result.text += "${";
      result.changed = true;
      text.remove_prefix(3);
    } else if (text.starts_with("${")) {
      text.remove_prefix(substitute_one(text, variables, result));
    } else if (!text.empty()) {
      result.text += '$';
      text.remove_prefix(1);
    }
  }
  return result;
}

void substitute_all(YamlNode& node, const Environment& variables, std::vector<YamlProblem>& problems) {
  for (YamlNode& item : node.items) {
    substitute_all(item, variables, problems);
  }
  for (YamlEntry& entry : node.entries) {
    substitute_all(entry.value, variables, problems);
  }
  if (!node.is_scalar() || node.text.find("${") == std::string::npos) {
    return;
  }
  Substituted substituted = substitute(node.text, variables);
  for (const std::string& name : substituted.unset) {
    problems.push_back({node.at, "unset_variable",
                        fmt::format("${{{0}}} is not set; set it in the environment, targets.json or .env, or write "
                                    "${{{0}:-default}}{1}",
                                    name, did_you_mean_variable(name, variables))});
  }
  for (const std::string& text : substituted.malformed) {
    problems.push_back({node.at, "bad_variable",
                        fmt::format("\"{}\" is neither ${{NAME}} nor ${{NAME:-default}}; write \"$${{\" where the "
                                    "text itself has \"${{\"",
                                    text)});
  }
  node.text = std::move(substituted.text);
  node.is_text = node.is_text || (substituted.changed && node.tag.empty());
}

}  // namespace itk::invoke
