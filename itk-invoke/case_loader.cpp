#include "itk-invoke/case_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "common/base/atomic_file.h"
#include "common/base/nearest.h"
#include "itk-invoke/case_reader.h"
#include "itk-invoke/entrypoint.h"
#include "itk-invoke/expectations.h"
#include "itk-invoke/substitute.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

// Top-level keys that are read, or that the Python kit's cases carry for people.
const std::vector<std::string> k_case_keys = {"id",      "name",       "description", "tags",  "entrypoint", "expected",
                                              "collect", "invariants", "log_sources", "notes", "fixture"};
const std::vector<std::string> k_entrypoint_keys = {"type",     "target", "payload",       "agent_id",
                                                    "alias_id", "prompt", "agent_version", "session_id"};

// Where ${VAR} means something. In a description it is prose.
bool is_substituted(std::string_view key) {
  return key == "entrypoint" || key == "expected" || key == "invariants" || key == "collect" || key == "log_sources" ||
         key == "fixture";
}

void substitute_case(YamlNode& root, const Environment& variables, CaseReader& reader) {
  std::vector<YamlProblem> unset;
  for (YamlEntry& entry : root.entries) {
    if (is_substituted(entry.key)) {
      substitute_all(entry.value, variables, unset);
    }
  }
  for (YamlProblem& problem : unset) {
    reader.problems().live(reader.file(), problem.at, std::move(problem.code), std::move(problem.message));
  }
}

void read_identity(const YamlNode& root, CaseReader& reader, Case& test_case) {
  test_case.at = root.at;
  if (const YamlEntry* id = root.entry("id"); id != nullptr && !id->value.is_null()) {
    test_case.at = id->at;
    test_case.id = reader.text_of(id->value, "id").value_or("");
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::any_of(test_case.id.begin(), test_case.id.end(), is_control)) {
      reader.error(id->value.at, "bad_id", "\"id\" must be one line without control characters");
    }
  } else {
    reader.error(root.at, "missing_field", "\"id\" is missing; add a line like `id: my-case`");
  }
  test_case.name = reader.text(root, "name", "name").value_or("");
  test_case.tags = reader.texts(root, "tags", "tags");
}

// `from`'s value of `key` as the member `name` of `into`, unless that has one.
void adopt(const YamlNode& from, std::string_view key, YamlNode& into, std::string_view name) {
  const YamlEntry* entry = from.entry(key);
  const bool takes_it = into.is_null() || (into.is_map() && into.find(name) == nullptr);
  if (entry == nullptr || entry->value.is_null() || !takes_it) {
    return;
  }
  if (into.is_null()) {
    into.kind = YamlNode::Kind::Map;
    into.at = entry->at;
  }
  into.entries.push_back({std::string(name), entry->at, entry->value});
}

// The Python kit's schema also has these, beside target and payload.
void adopt_agent_keys(const YamlNode& entrypoint, Case& test_case) {
  adopt(entrypoint, "agent_id", test_case.target, "agent_id");
  adopt(entrypoint, "alias_id", test_case.target, "agent_alias_id");
  adopt(entrypoint, "agent_version", test_case.target, "agent_version");
  adopt(entrypoint, "prompt", test_case.payload, "inputText");
  adopt(entrypoint, "session_id", test_case.payload, "sessionId");
}

void read_entrypoint(const YamlNode& root, CaseReader& reader, Case& test_case) {
  const YamlEntry* entry = root.entry("entrypoint");
  if (entry == nullptr || entry->value.is_null()) {
    reader.error(entry == nullptr ? root.at : entry->at, "missing_field",
                 "\"entrypoint\" is missing; add `entrypoint:` with a `type:` below it");
    return;
  }
  test_case.entrypoint_at = entry->at;
  const YamlNode* entrypoint = reader.map(root, "entrypoint", "entrypoint");
  if (entrypoint == nullptr) {
    return;
  }
  reader.warn_of_near_misses(*entrypoint, k_entrypoint_keys);
  const YamlNode* type = entrypoint->find("type");
  if (type == nullptr || type->is_null()) {
    reader.error(entry->at, "missing_field",
                 fmt::format("\"entrypoint.type\" is missing; add one of {}", fmt::join(entrypoint_types(), ", ")));
  } else if (const std::optional<std::string> name = reader.text_of(*type, "entrypoint.type")) {
    test_case.entrypoint = *name;
    test_case.entrypoint_at = type->at;
    const std::vector<std::string>& known = entrypoint_types();
    if (std::find(known.begin(), known.end(), *name) == known.end()) {
      reader.error(type->at, "unknown_entrypoint",
                   fmt::format("there is no entrypoint \"{}\" (there are {}){}", *name, fmt::join(known, ", "),
                               did_you_mean(*name, known)));
    }
  }
  if (const YamlNode* target = reader.map(*entrypoint, "target", "entrypoint.target")) {
    test_case.target = *target;
  }
  if (const YamlNode* payload = entrypoint->find("payload")) {
    std::vector<YamlProblem> problems;
    to_json(*payload, problems);
    reader.add(std::move(problems));
    test_case.payload = *payload;
  }
  if (test_case.entrypoint == "bedrock_invoke_agent") {
    adopt_agent_keys(*entrypoint, test_case);
  }
}

void read_fixture(const YamlNode& root, CaseReader& reader, Case& test_case) {
  const YamlNode* fixture = root.find("fixture");
  std::string_view path = "fixture";
  if (fixture == nullptr || fixture->is_null()) {
    const YamlNode* notes = root.find("notes");
    fixture = notes == nullptr ? nullptr : notes->find("fixture_path");
    path = "notes.fixture_path";
  }
  if (fixture != nullptr && !fixture->is_null()) {
    test_case.fixture = reader.text_of(*fixture, path).value_or("");
    test_case.fixture_at = fixture->at;
  }
}

}  // namespace

std::optional<Case> load_case(const std::string& file, std::string_view text, const Environment& variables,
                              const CollectDefaults& defaults, Problems& problems) {
  CaseReader reader(file, problems);
  YamlDocument document = parse_yaml(text);
  const bool is_whole = document.is_whole();
  reader.add(std::move(document.problems));
  if (!is_whole) {
    return std::nullopt;  // what else is wrong would only follow from that
  }
  YamlNode& root = document.root;
  if (!root.is_map()) {
    reader.error(root.at, "not_a_case",
                 root.is_null() ? "the file is empty; a case needs at least `id:` and `entrypoint:`"
                                : fmt::format("a case is a mapping of `key: value` lines, not {}", describe(root)));
    return std::nullopt;
  }
  reader.warn_of_near_misses(root, k_case_keys);
  substitute_case(root, variables, reader);
  Case test_case;
  test_case.file = file;
  read_identity(root, reader, test_case);
  read_entrypoint(root, reader, test_case);
  read_fixture(root, reader, test_case);
  test_case.expected = read_expectations(root, reader);
  test_case.collect = read_collect_rules(root, defaults, reader);
  return test_case;
}

std::vector<Case> load_cases(const std::vector<std::string>& files, const Environment& variables,
                             const CollectDefaults& defaults, Problems& problems) {
  std::vector<Case> cases;
  std::map<std::string, std::string> first_of_id;
  for (const std::string& file : files) {
    const Result<std::string> text = read_file(file);
    if (!text) {
      problems.error(file, {}, text.error().code, text.error().message);
      continue;
    }
    std::optional<Case> loaded = load_case(file, *text, variables, defaults, problems);
    if (!loaded) {
      continue;
    }
    const std::string here = fmt::format("{}:{}", file, loaded->at.line);
    const auto [first, is_new] = first_of_id.emplace(loaded->id, here);
    if (!is_new && !loaded->id.empty()) {
      problems.error(file, loaded->at, "duplicate_id",
                     fmt::format("the id \"{}\" belongs to another case already ({}); give this one its own",
                                 loaded->id, first->second));
    }
    cases.push_back(std::move(*loaded));
  }
  return cases;
}

}  // namespace itk::invoke
