#include "itk-invoke/expectations.h"

#include <fmt/core.h>

#include <map>

#include "common/expect/grammar.h"
#include "common/json/writer.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

// One expectation while it is read: parameters as JSON members, and where each stands.
class Draft {
 public:
  Draft(std::string name, Place at) : at_(at) { expectation_.name = std::move(name); }

  void set_level(std::string level) { expectation_.level = std::move(level); }

  void add_parameter(const std::string& key, Place at, const YamlNode& value, CaseReader& reader) {
    std::vector<YamlProblem> problems;
    parameters_.raw(key, to_json(value, problems));
    places_[key] = at;
    has_parameters_ = true;
    reader.add(std::move(problems));
  }

  // The expectation; what the grammar says against it is reported where the parameter stands.
  model::Expectation finish(CaseReader& reader) {
    parameters_.close();
    if (has_parameters_) {
      expectation_.params.text = std::move(text_);
    }
    expectation_.at = model::Position{reader.file(), at_.line, at_.column};
    for (expect::Problem& problem : expect::validate(expectation_)) {
      const auto place = places_.find(problem.param);
      reader.error(place == places_.end() ? at_ : place->second, "bad_expectation", std::move(problem.message));
    }
    return std::move(expectation_);
  }

 private:
  model::Expectation expectation_;
  Place at_;
  std::string text_;
  json::ObjectWriter parameters_{text_};
  bool has_parameters_ = false;
  std::map<std::string, Place> places_;
};

bool says_nothing(std::string_view key) { return key == "description" || key == "notes"; }

// {name: N, params: {P: V}}, {name: N, P: V} or {type: N, value: V}.
void read_entry(const YamlNode& entry, CaseReader& reader, std::vector<model::Expectation>& expectations) {
  if (entry.is_scalar()) {  // - no_error_spans
    if (const std::optional<std::string> name = reader.text_of(entry, "name")) {
      expectations.push_back(Draft(*name, entry.at).finish(reader));
    }
    return;
  }
  if (!entry.is_map()) {
    reader.error(entry.at, "wrong_type",
                 fmt::format("an expectation is a mapping with a \"name\", not {}", describe(entry)));
    return;
  }
  const std::string_view name_key = entry.find("name") != nullptr ? "name" : "type";
  if (entry.find(name_key) == nullptr || entry.find(name_key)->is_null()) {
    reader.error(entry.at, "missing_field", "this expectation has no \"name\"; add one, like `name: no_error_spans`");
    return;
  }
  const std::optional<std::string> name = reader.text(entry, name_key, name_key);
  if (!name) {
    return;
  }
  Draft draft(*name, entry.at);
  for (const YamlEntry& member : entry.entries) {
    if (member.key == name_key || says_nothing(member.key)) {
      continue;
    }
    if (member.key == "level") {
      draft.set_level(reader.text(entry, "level", "level").value_or(""));
    } else if (member.key == "params") {
      if (const YamlNode* params = reader.map(entry, "params", "params")) {
        for (const YamlEntry& param : params->entries) {
          draft.add_parameter(param.key, param.at, param.value, reader);
        }
      }
    } else {
      draft.add_parameter(member.key, member.at, member.value, reader);
    }
  }
  expectations.push_back(draft.finish(reader));
}

void read_list(const YamlNode& list, std::string_view path, CaseReader& reader,
               std::vector<model::Expectation>& expectations) {
  if (list.is_null()) {
    return;
  }
  if (!list.is_sequence()) {
    reader.error(list.at, "wrong_type",
                 fmt::format("\"{}\" must be a list, not {}; begin each entry with `- `", path, describe(list)));
    return;
  }
  for (const YamlNode& entry : list.items) {
    read_entry(entry, reader, expectations);
  }
}

void read_expected(const YamlNode& expected, CaseReader& reader, std::vector<model::Expectation>& expectations) {
  for (const YamlEntry& member : expected.entries) {
    if (member.key == "invariants") {
      read_list(member.value, "expected.invariants", reader, expectations);
    } else if (!says_nothing(member.key)) {
      Draft draft(member.key, member.at);  // response_contains, required_components, ...
      draft.add_parameter("value", member.value.at, member.value, reader);
      expectations.push_back(draft.finish(reader));
    }
  }
}

}  // namespace

std::vector<model::Expectation> read_expectations(const YamlNode& root, CaseReader& reader) {
  std::vector<model::Expectation> expectations;
  for (const YamlEntry& entry : root.entries) {
    if (entry.key == "invariants") {
      read_list(entry.value, "invariants", reader, expectations);
    } else if (entry.key == "expected") {
      if (const YamlNode* expected = reader.map(root, "expected", "expected")) {
        read_expected(*expected, reader, expectations);
      }
    }
  }
  return expectations;
}

}  // namespace itk::invoke
