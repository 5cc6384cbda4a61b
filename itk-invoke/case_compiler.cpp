#include "itk-invoke/case_compiler.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/nearest.h"
#include "itk-invoke/case_conduct.h"
#include "itk-invoke/entrypoint.h"
#include "itk-invoke/expectations.h"
#include "itk-invoke/late_places.h"
#include "itk-invoke/payload_file.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

// Top-level keys that are read, or that the Python kit's cases carry for people.
const std::vector<std::string> k_case_keys = {
    "id",          "name",   "description", "tags",    "entrypoint", "expected",    "collect", "invariants",
    "log_sources", "notes",  "fixture",     "repeat",  "nonce",      "nonce_field", "deliver", "before",
    "after",       "canary", "examples",    "timeout", "turns",      "until",       "respond"};
const std::vector<std::string> k_entrypoint_keys = {"type",   "target",        "payload",    "payload_file",
                                                    "turns",  "respond",       "until",      "agent_id",
                                                    "prompt", "agent_version", "session_id", "alias_id"};

bool is_known_key(std::string_view key) {
  return std::find(k_case_keys.begin(), k_case_keys.end(), key) != k_case_keys.end();
}

// In these ${VAR} is prose; a row of examples is put in all the same.
bool is_prose(std::string_view key) {
  return key == "name" || key == "description" || key == "tags" || key == "notes" || !is_known_key(key);
}

void substitute_case(YamlNode& root, const Names& names, CaseReader& reader) {
  std::vector<YamlProblem> problems;
  for (YamlEntry& entry : root.entries) {
    if (entry.key != "id") {
      substitute_all(entry.value, {names.variables, names.row, is_prose(entry.key)}, problems);
    }
  }
  reader.add_substitution(std::move(problems));
}

void read_identity(const YamlNode& root, const ExampleRow* row, CaseReader& reader, Case& test_case) {
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
  if (row != nullptr) {
    test_case.row = row->number;
    test_case.at = row->at;
    test_case.id += test_case.id.empty() ? "" : fmt::format("[{}]", row->number);
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

void read_type(const YamlNode& entrypoint, Place entrypoint_at, CaseReader& reader, Case& test_case) {
  const YamlNode* type = entrypoint.find("type");
  if (type == nullptr || type->is_null()) {
    reader.error(entrypoint_at, "missing_field",
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
}

void read_payload(const YamlNode& entrypoint, const Names& names, CaseReader& reader, Case& test_case) {
  const YamlEntry* payload = entrypoint.entry("payload");
  const YamlEntry* file = entrypoint.entry("payload_file");
  if (payload != nullptr) {
    std::vector<YamlProblem> problems;
    to_json(payload->value, problems);
    reader.add(std::move(problems));
    test_case.payload = payload->value;
  }
  if (file == nullptr || file->value.is_null()) {
    return;
  }
  if (payload != nullptr && !payload->value.is_null()) {
    reader.error(file->at, "given_twice",
                 fmt::format("the payload stands here, too (line {}); remove one of the two", payload->at.line));
    return;
  }
  read_payload_file(file->value, names, reader, test_case);
}

void read_entrypoint(const YamlNode& root, const Names& names, CaseReader& reader, Case& test_case) {
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
  read_type(*entrypoint, entry->at, reader, test_case);
  if (const YamlNode* target = reader.map(*entrypoint, "target", "entrypoint.target")) {
    test_case.target = *target;
  }
  read_payload(*entrypoint, names, reader, test_case);
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

void warn_of_unread_keys(const YamlNode& root, CaseReader& reader) {
  reader.warn_of_near_misses(root, k_case_keys);
  const YamlNode* entrypoint = root.find("entrypoint");
  if (entrypoint == nullptr) {
    return;
  }
  reader.warn_of_near_misses(*entrypoint, k_entrypoint_keys);
  for (const YamlEntry& entry : entrypoint->entries) {
    if (is_known_key(entry.key) &&
        std::find(k_entrypoint_keys.begin(), k_entrypoint_keys.end(), entry.key) == k_entrypoint_keys.end()) {
      reader.problems().warning(
          reader.file(), entry.at, "misplaced",
          fmt::format("nobody reads \"{}\" below entrypoint; it belongs to the top of the case", entry.key));
    }
  }
}

Case compile_case(YamlNode root, const Names& names, const ExampleRow* row, const CollectDefaults& defaults,
                  CaseReader& reader) {
  substitute_case(root, names, reader);
  check_late_places(root, reader);
  Case test_case;
  test_case.file = reader.file();
  read_identity(root, row, reader, test_case);
  read_entrypoint(root, names, reader, test_case);
  read_conduct(root, reader, test_case);
  read_fixture(root, reader, test_case);
  test_case.expected = read_expectations(root, reader);
  test_case.collect = read_collect_rules(root, defaults, reader);
  return test_case;
}

}  // namespace itk::invoke
