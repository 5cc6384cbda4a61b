#include "itk-invoke/case_loader.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "common/base/atomic_file.h"
#include "common/base/nearest.h"
#include "itk-invoke/case_reader.h"
#include "itk-invoke/entrypoint.h"
#include "itk-invoke/expectations.h"
#include "itk-invoke/nearest_files.h"
#include "itk-invoke/substitute.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

namespace fs = std::filesystem;

// Top-level keys that are read, or that the Python kit's cases carry for people.
const std::vector<std::string> k_case_keys = {"id",      "name",       "description", "tags",  "entrypoint", "expected",
                                              "collect", "invariants", "log_sources", "notes", "fixture"};
const std::vector<std::string> k_entrypoint_keys = {"type",         "target",   "payload",       "agent_id",
                                                    "alias_id",     "prompt",   "agent_version", "session_id"};
const std::vector<std::string> k_collect_keys = {"log_groups", "quiet_ms", "deadline_ms", "until"};

// Where ${VAR} means something. In a description it is prose.
bool is_substituted(std::string_view key) {
  return key == "entrypoint" || key == "expected" || key == "invariants" || key == "collect" ||
         key == "log_sources" || key == "fixture";
}

bool is_case_file(const fs::path& path) {
  std::string stem = path.stem().string();
  std::transform(stem.begin(), stem.end(), stem.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return (path.extension() == ".yaml" || path.extension() == ".yml") && stem != "readme";
}

std::vector<std::string> files_in(const std::string& folder, Problems& problems) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (is_case_file(entry->path()) && entry->is_regular_file(ignored)) {
      files.push_back((fs::path(folder) / entry->path().filename()).lexically_normal().string());
    }
  }
  if (error) {
    problems.error(folder, {}, "cannot_read", fmt::format("cannot read this folder: {}", error.message()));
  } else if (files.empty()) {
    problems.error(folder, {}, "no_cases", "no *.yaml or *.yml in this folder; put cases there, or name another one");
  }
  std::sort(files.begin(), files.end());
  return files;
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
      reader.error(type->at, "unknown_entrypoint", fmt::format("there is no entrypoint \"{}\" (there are {}){}", *name,
                                                               fmt::join(known, ", "), did_you_mean(*name, known)));
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

// `log_sources: [{log_group: G}]`, as the Python kit's cases have it.
std::vector<std::string> read_log_sources(const YamlNode& root) {
  std::vector<std::string> groups;
  const YamlNode* sources = root.find("log_sources");
  for (const YamlNode& source : sources == nullptr ? std::vector<YamlNode>() : sources->items) {
    const YamlNode* group = source.is_scalar() ? &source : source.find("log_group");
    if (group != nullptr && group->is_scalar()) {
      groups.push_back(group->text);
    }
  }
  return groups;
}

void read_collect(const YamlNode& root, const CollectDefaults& defaults, CaseReader& reader, Case& test_case) {
  model::CollectRules rules;
  Place at = test_case.at;
  if (const YamlNode* collect = reader.map(root, "collect", "collect")) {
    reader.warn_of_near_misses(*collect, k_collect_keys);
    at = collect->at;
    rules.log_groups = reader.texts(*collect, "log_groups", "collect.log_groups");
    rules.quiet_ms = reader.milliseconds(*collect, "quiet_ms", "collect.quiet_ms");
    rules.deadline_ms = reader.milliseconds(*collect, "deadline_ms", "collect.deadline_ms");
    if (const YamlNode* until = collect->find("until")) {
      std::vector<YamlProblem> problems;
      rules.until.text = to_json(*until, problems);
      reader.add(std::move(problems));
    }
  }
  if (rules.log_groups.empty()) {
    rules.log_groups = read_log_sources(root);
  }
  std::erase_if(rules.log_groups, [](const std::string& group) { return settings::is_unfilled(group); });
  if (reader.problems().purpose() == Purpose::Live) {
    if (rules.log_groups.empty()) {
      rules.log_groups = defaults.log_groups;
    }
    if (rules.log_groups.empty()) {
      reader.problems().warning(reader.file(), at, "no_log_groups",
                                "no log groups to look for evidence in; set collect.log_groups or ITK_LOG_GROUPS");
    }
    if (defaults.least_quiet_ms) {
      rules.quiet_ms = std::max(rules.quiet_ms.value_or(0), *defaults.least_quiet_ms);
    }
  }
  if (!rules.log_groups.empty() || rules.quiet_ms || rules.deadline_ms || !rules.until.empty()) {
    test_case.collect = std::move(rules);
  }
}

}  // namespace

std::vector<std::string> list_case_files(const std::vector<std::string>& paths, Problems& problems) {
  std::vector<std::string> files;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    std::error_code ignored;
    std::vector<std::string> named = {path};
    if (fs::is_directory(path, ignored)) {
      named = files_in(path, problems);
    } else if (!fs::exists(path, ignored)) {
      problems.error(path, {}, "file_not_found", "this case file does not exist" + did_you_mean_file(path));
      continue;
    }
    for (std::string& file : named) {
      if (seen.insert(fs::path(file).lexically_normal().string()).second) {
        files.push_back(std::move(file));
      }
    }
  }
  return files;
}

Result<CollectDefaults> collect_defaults(const settings::Settings& settings) {
  CollectDefaults defaults;
  defaults.log_groups = settings.get_list("ITK_LOG_GROUPS");
  ITK_TRY_ASSIGN(const std::optional<std::int64_t> delay, settings.get_integer("ITK_LOG_DELAY_SECONDS"));
  if (delay) {
    defaults.least_quiet_ms = *delay * 1000;
  }
  return defaults;
}

std::optional<Case> load_case(const std::string& file, std::string_view text, const Environment& variables,
                              const CollectDefaults& defaults, Problems& problems) {
  CaseReader reader(file, problems);
  YamlDocument document = parse_yaml(text);
  if (!document.problems.empty()) {
    reader.add(std::move(document.problems));
    return std::nullopt;
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
  read_collect(root, defaults, reader, test_case);
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
