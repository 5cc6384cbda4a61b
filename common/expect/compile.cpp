#include "common/expect/compile.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "common/base/nearest.h"
#include "common/json/parser.h"

namespace itk::expect {
namespace {

std::string shown(const json::Value& value) {
  constexpr std::size_t k_most = 60;
  std::string text(value.raw.substr(0, k_most));
  return value.raw.size() > k_most ? text + "..." : text;
}

// Reads the parameters of one expectation; collects all problems instead of stopping at the first.
class ParameterReader {
 public:
  ParameterReader(const Invariant& invariant, json::Parser& parser) : invariant_(invariant), parser_(parser) {}

  Arguments read(const std::vector<json::Member>& members);
  std::vector<Problem> take_problems() { return std::move(problems_); }

 private:
  const Parameter* find(std::string_view spelling) const;
  void read_one(const Parameter& parameter, const json::Member& member);
  void read_list(const Parameter& parameter, const json::Value& value);
  void read_element(const Parameter& parameter, const json::Value& value);
  void read_match(const json::Value& value);
  bool read_match_type(const json::Value& value);
  void complain_of_regex_text();
  void add_pattern(const json::Value& value);
  void complain(std::string message) { problems_.push_back({std::move(message), spelling_}); }
  void expected(std::string_view what, const json::Value& value) {
    complain(fmt::format("{}: \"{}\": expected {}, got {}", invariant_.name, spelling_, what, shown(value)));
  }

  const Invariant& invariant_;
  json::Parser& parser_;
  std::string spelling_;   // of the parameter being read
  bool is_regex_ = false;  // type: regex
  Arguments arguments_;
  std::vector<Problem> problems_;
};

std::vector<std::string> spellings(const Invariant& invariant) {
  std::vector<std::string> names;
  for (const Parameter& parameter : invariant.parameters) {
    if (parameter.shape == Shape::Flag) {
      continue;
    }
    names.emplace_back(parameter.name);
    names.insert(names.end(), parameter.aliases.begin(), parameter.aliases.end());
  }
  return names;
}

// "takes min_count" or "takes no parameters", for the message about an unknown one.
std::string what_it_takes(const Invariant& invariant) {
  std::string names;
  for (const Parameter& parameter : invariant.parameters) {
    if (parameter.shape != Shape::Flag) {
      names += (names.empty() ? "" : ", ") + std::string(parameter.name);
    }
  }
  return names.empty() ? "it takes no parameters" : "it takes " + names;
}

const Parameter* ParameterReader::find(std::string_view spelling) const {
  for (const Parameter& parameter : invariant_.parameters) {
    if (parameter.name == spelling ||
        std::find(parameter.aliases.begin(), parameter.aliases.end(), spelling) != parameter.aliases.end()) {
      return &parameter;
    }
  }
  return nullptr;
}

Arguments ParameterReader::read(const std::vector<json::Member>& members) {
  std::vector<std::pair<const Parameter*, std::string>> given;
  for (const json::Member& member : members) {
    spelling_ = std::string(member.key);
    const Parameter* parameter = find(member.key);
    if (parameter == nullptr) {
      complain(fmt::format("{}: there is no parameter \"{}\" ({}){}", invariant_.name, member.key,
                           what_it_takes(invariant_), did_you_mean(member.key, spellings(invariant_))));
      continue;
    }
    const auto twin = std::find_if(given.begin(), given.end(), [&](const auto& g) { return g.first == parameter; });
    if (twin != given.end()) {
      complain(fmt::format("{}: \"{}\" and \"{}\" are the same parameter; keep one", invariant_.name, twin->second,
                           member.key));
      continue;
    }
    given.emplace_back(parameter, spelling_);
    read_one(*parameter, member);
  }
  spelling_.clear();
  const auto has = [&](Shape shape) {
    return std::any_of(given.begin(), given.end(), [&](const auto& g) { return g.first->shape == shape; });
  };
  if (is_regex_ && has(Shape::Texts)) {
    complain_of_regex_text();
  }
  const bool has_one = given.size() > (has(Shape::MatchType) ? 1u : 0u);
  if (invariant_.needs_one && !has_one && problems_.empty()) {
    const Parameter& main = invariant_.parameters.front();
    complain(fmt::format("{}: \"{}\" is missing: {}", invariant_.name, main.name, main.meaning));
  }
  return std::move(arguments_);
}

void ParameterReader::read_one(const Parameter& parameter, const json::Member& member) {
  const json::Value& value = member.value;
  switch (parameter.shape) {
    case Shape::Flag:
      if (value.kind != json::Kind::Bool || !value.boolean) {
        expected("true (it takes no parameters; to switch it off, remove it)", value);
      }
      return;
    case Shape::Count:
      if (!value.is_integer || value.integer < 0) {
        return expected("a whole number, 0 or more", value);
      }
      arguments_.count = value.integer;
      return;
    case Shape::Duration:
      if (value.kind != json::Kind::Number || !std::isfinite(value.number) || value.number <= 0) {
        return expected("a number of milliseconds above 0", value);
      }
      arguments_.duration_ms = value.number;
      return;
    case Shape::MatchType:
      is_regex_ = read_match_type(value);
      return;
    case Shape::Components:
    case Shape::Texts:
    case Shape::Patterns:
      return read_list(parameter, value);
  }
}

void ParameterReader::read_list(const Parameter& parameter, const json::Value& value) {
  if (value.kind != json::Kind::Array) {
    return read_element(parameter, value);
  }
  const auto elements = parser_.array(value.raw, 1);
  if (!elements || (*elements)->empty()) {
    return expected("at least one entry", value);
  }
  for (const json::Member& element : **elements) {
    read_element(parameter, element.value);
  }
}

void ParameterReader::read_element(const Parameter& parameter, const json::Value& value) {
  if (parameter.shape == Shape::Texts && value.kind == json::Kind::Object) {
    return read_match(value);
  }
  if (value.kind != json::Kind::String || value.text.empty()) {
    const std::string_view what = parameter.shape == Shape::Components ? "a component such as \"lambda:orders\""
                                  : parameter.shape == Shape::Texts    ? "a text, {text: ...} or {pattern: ...}"
                                                                       : "an RE2 pattern";
    return expected(what, value);
  }
  if (parameter.shape == Shape::Components) {
    arguments_.components.emplace_back(value.text);
  } else if (parameter.shape == Shape::Texts) {
    arguments_.matches.push_back(TextMatch::literal(std::string(value.text)));
  } else {
    add_pattern(value);
  }
}

// {type: text, pattern: ".*"}, as the Python kit's cases write it. The key decides, not the type: `pattern`
// is always a pattern and `text` a literal, because the kit's own cases mean ".*" under `type: text` as "any
// response".
void ParameterReader::read_match(const json::Value& value) {
  const auto members = parser_.object(value.raw, 2);
  if (!members) {
    return expected("{text: ...} or {pattern: ...}", value);
  }
  const json::Value *text = nullptr, *pattern = nullptr;
  bool is_regex = false;
  for (const json::Member& member : **members) {
    if (member.key == "type") {
      is_regex = read_match_type(member.value);
    } else if (member.key == "pattern" || member.key == "regex") {
      pattern = &member.value;
    } else if (member.key == "text" || member.key == "contains" || member.key == "value") {
      text = &member.value;
    } else {
      return complain(fmt::format("{}: \"{}\": there is no \"{}\" in an entry (it takes type, text, pattern)",
                                  invariant_.name, spelling_, member.key));
    }
  }
  const json::Value* wanted = pattern != nullptr ? pattern : text;
  if ((text == nullptr) == (pattern == nullptr) || wanted->kind != json::Kind::String || wanted->text.empty()) {
    return expected("{text: ...} or {pattern: ...}, one of them, not empty", value);
  }
  if (pattern != nullptr) {
    return add_pattern(*pattern);
  }
  if (is_regex) {
    return complain_of_regex_text();
  }
  arguments_.matches.push_back(TextMatch::literal(std::string(text->text)));
}

// Whether the type is "regex".
bool ParameterReader::read_match_type(const json::Value& value) {
  if (value.kind != json::Kind::String || (value.text != "text" && value.text != "regex")) {
    expected("the type \"text\" or \"regex\"", value);
    return false;
  }
  return value.text == "regex";
}

void ParameterReader::complain_of_regex_text() {
  complain(fmt::format("{}: type \"regex\" stands beside a literal text; name the text \"pattern\"", invariant_.name));
}

void ParameterReader::add_pattern(const json::Value& value) {
  Result<TextMatch> match = TextMatch::pattern(std::string(value.text));
  if (!match) {
    return complain(fmt::format("{}: \"{}\": {}", invariant_.name, spelling_, match.error().message));
  }
  arguments_.matches.push_back(std::move(*match));
}

const Invariant* find_invariant(std::string_view name) {
  for (const Invariant& invariant : invariants()) {
    if (invariant.name == name) {
      return &invariant;
    }
  }
  return nullptr;
}

}  // namespace

tl::expected<Compiled, std::vector<Problem>> compile(const model::Expectation& expectation) {
  std::vector<Problem> problems;
  if (!expectation.level.empty() && expectation.level != "warn" && expectation.level != "fail") {
    problems.push_back({fmt::format("level: expected \"fail\" or \"warn\", got \"{}\"", expectation.level), "level"});
  }
  const Invariant* invariant = find_invariant(expectation.name);
  if (invariant == nullptr) {
    problems.push_back(
        {fmt::format("there is no invariant \"{}\"{}", expectation.name, did_you_mean(expectation.name, known_names())),
         ""});
    return tl::make_unexpected(std::move(problems));
  }
  Compiled compiled{expectation.name, {}, expectation.level == "warn", expectation.at};
  json::Parser parser;
  const json::PaddedText params(expectation.params.empty() ? "{}" : expectation.params.text);
  const auto members = parser.object(params.view());
  if (!members) {
    problems.push_back({fmt::format("{}: the parameters are not an object: {}", expectation.name, params.view()), ""});
    return tl::make_unexpected(std::move(problems));
  }
  ParameterReader reader(*invariant, parser);
  compiled.arguments = reader.read(**members);
  for (Problem& problem : reader.take_problems()) {
    problems.push_back(std::move(problem));
  }
  if (!problems.empty()) {
    return tl::make_unexpected(std::move(problems));
  }
  return compiled;
}

}  // namespace itk::expect
