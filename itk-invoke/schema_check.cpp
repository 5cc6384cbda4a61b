#include "itk-invoke/schema_check.h"

#include <fmt/format.h>
#include <json/json.h>

#include <algorithm>
#include <memory>
#include <valijson/adapters/jsoncpp_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "common/base/nearest.h"
#include "itk-invoke/schema_texts.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

using Found = valijson::ValidationResults::Error;

struct NamedText {
  std::string_view name;
  const std::string_view& text;
};

const std::vector<NamedText>& texts() {
  static const std::vector<NamedText> all = {
      {"case", schema::of_case},     {"fixture", schema::of_fixture}, {"targets", schema::of_targets},
      {"answer", schema::of_answer}, {"check", schema::of_check},     {"collection", schema::of_collection},
      {"commit", schema::of_commit}, {"end", schema::of_end},         {"error", schema::of_error},
      {"event", schema::of_event},   {"gap", schema::of_gap},         {"invocation", schema::of_invocation},
      {"plan", schema::of_plan},     {"run", schema::of_run},         {"span", schema::of_span},
      {"trace", schema::of_trace},   {"verdict", schema::of_verdict}};
  return all;
}

Json::Value parse_json(std::string_view text) {
  Json::Value value;
  std::string errors;
  const std::unique_ptr<Json::CharReader> reader(Json::CharReaderBuilder().newCharReader());
  reader->parse(text.data(), text.data() + text.size(), &value, &errors);
  return value;
}

// A step is "[name]" or "[3]", by what it goes down into; the first is "<root>".
const YamlNode* walk(const YamlNode& from, std::string_view step, std::string& path) {
  if (step == "<root>") {
    return &from;
  }
  const std::string_view inside = step.substr(1, step.size() - 2);
  if (from.is_map()) {
    path.append(path.empty() ? "" : ".").append(inside);
    return from.find(inside);
  }
  path.append(step);
  const std::size_t index = std::strtoul(std::string(inside).c_str(), nullptr, 10);
  return index < from.items.size() ? &from.items[index] : nullptr;
}

// valijson's words in ours, where a person will meet them.
std::string reword(std::string_view description) {
  constexpr std::string_view k_missing = "Missing required property '";
  if (description.starts_with("Value type not permitted")) {
    return "has a type that is not allowed here";
  }
  if (description.starts_with("Failed to match against any enum")) {
    return "is none of the values that are allowed here";
  }
  if (description.starts_with(k_missing)) {
    return fmt::format("lacks \"{}\"", description.substr(k_missing.size(), description.size() - k_missing.size() - 2));
  }
  return fmt::format("is wrong: {}", description);
}

YamlProblem describe_found(std::string_view schema, const Found& found, const YamlNode& root) {
  const YamlNode* node = &root;
  std::string path;
  for (const std::string& step : found.context) {
    const YamlNode* inner = walk(*node, step, path);
    if (inner == nullptr) {
      break;
    }
    node = inner;
  }
  return {node->at, "schema",
          fmt::format("{} {} (`itk-validate --schema {}` shows what is)", path.empty() ? "this" : "\"" + path + "\"",
                      reword(found.description), schema)};
}

bool is_prefix(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return a.size() < b.size() && std::equal(a.begin(), a.end(), b.begin());
}

// valijson reports a violation once more on every level above it: only the innermost say something.
std::vector<Found> innermost(const valijson::ValidationResults& results) {
  std::vector<Found> kept;
  for (const Found& found : results) {
    const bool is_outer = std::any_of(results.begin(), results.end(),
                                      [&](const Found& other) { return is_prefix(found.context, other.context); });
    const bool is_known = std::any_of(kept.begin(), kept.end(), [&](const Found& other) {
      return other.context == found.context;  // the first is the cause
    });
    if (!is_outer && !is_known) {
      kept.push_back(found);
    }
  }
  return kept;
}

}  // namespace

const std::vector<std::string>& schema_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const NamedText& schema : texts()) {
      list.emplace_back(schema.name);
    }
    return list;
  }();
  return names;
}

Result<std::string_view> schema_text(std::string_view name) {
  for (const NamedText& schema : texts()) {
    if (schema.name == name) {
      return schema.text;
    }
  }
  return tl::make_unexpected(
      usage_error("no_schema", fmt::format("there is no schema \"{}\" (there are {}){}", name,
                                           fmt::join(schema_names(), ", "), did_you_mean(name, schema_names()))));
}

// The validator keeps the patterns that it has compiled.
struct SchemaChecker::Parsed {
  valijson::Schema schema;
  valijson::Validator validator;
};

SchemaChecker::SchemaChecker() = default;
SchemaChecker::~SchemaChecker() = default;

SchemaChecker::Parsed& SchemaChecker::parsed(std::string_view name) {
  auto found = known_.find(name);
  if (found == known_.end()) {
    const Json::Value document = parse_json(*schema_text(name));
    auto fresh = std::make_unique<Parsed>();
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::JsonCppAdapter(document), fresh->schema);
    found = known_.emplace(std::string(name), std::move(fresh)).first;
  }
  return *found->second;
}

bool SchemaChecker::fits(std::string_view name, std::string_view json) {
  try {
    Parsed& against = parsed(name);
    const Json::Value value = parse_json(json);
    return against.validator.validate(against.schema, valijson::adapters::JsonCppAdapter(value), nullptr);
  } catch (const std::exception&) {  // jsoncpp and valijson throw, of what is nested too deep for instance
    return false;
  }
}

std::vector<YamlProblem> SchemaChecker::check(std::string_view name, const YamlNode& value) {
  try {
    std::vector<YamlProblem> problems;
    Parsed& against = parsed(name);
    const Json::Value json = parse_json(to_json(value, problems));
    valijson::ValidationResults results;
    against.validator.validate(against.schema, valijson::adapters::JsonCppAdapter(json), &results);
    for (const Found& found : innermost(results)) {
      problems.push_back(describe_found(name, found, value));
    }
    return problems;
  } catch (const std::exception& error) {
    return {{value.at, "schema", fmt::format("cannot be held against its schema: {}", error.what())}};
  }
}

}  // namespace itk::invoke
