#include "itk-invoke/case_loader.h"

#include <fmt/core.h>

#include <map>

#include "common/base/atomic_file.h"
#include "itk-invoke/case_compiler.h"

namespace itk::invoke {
namespace {

// The mapping that a case file is; nothing where it is none.
std::optional<YamlNode> read_root(std::string_view text, CaseReader& reader) {
  YamlDocument document = parse_yaml(text);
  const bool is_whole = document.is_whole();
  reader.add(std::move(document.problems));
  if (!is_whole) {
    return std::nullopt;  // what else is wrong would only follow from that
  }
  const YamlNode& root = document.root;
  if (!root.is_map()) {
    reader.error(root.at, "not_a_case",
                 root.is_null() ? "the file is empty; a case needs at least `id:` and `entrypoint:`"
                                : fmt::format("a case is a mapping of `key: value` lines, not {}", describe(root)));
    return std::nullopt;
  }
  return std::move(document.root);
}

std::vector<Case> compile_rows(const YamlNode& root, const std::vector<ExampleRow>& rows, const Environment& variables,
                               const CollectDefaults& defaults, CaseReader& reader) {
  YamlNode shared = root;  // what all rows have: a copy of all rows for each would be too much
  std::erase_if(shared.entries, [](const YamlEntry& entry) { return entry.key == "examples"; });
  std::vector<Case> cases;
  RowProblems found;
  for (const ExampleRow& row : rows) {
    Problems problems(reader.problems().purpose());
    CaseReader row_reader(reader.file(), problems);
    std::vector<YamlProblem> in_cells;
    const YamlNode values = values_of_row(row, variables, in_cells);
    row_reader.add_substitution(std::move(in_cells));
    cases.push_back(compile_case(case_of_row(shared, row), {variables, &values}, &row, defaults, row_reader));
    found.add(row.number, row.at, problems);
  }
  found.report(reader.problems());
  return cases;
}

}  // namespace

std::vector<Case> load_rows(const std::string& file, std::string_view text, const Environment& variables,
                            const CollectDefaults& defaults, Problems& problems) {
  CaseReader reader(file, problems);
  const std::optional<YamlNode> root = read_root(text, reader);
  if (!root) {
    return {};
  }
  warn_of_unread_keys(*root, reader);
  if (root->find("examples") != nullptr) {
    return compile_rows(*root, read_examples(*root, reader), variables, defaults, reader);
  }
  std::vector<Case> cases;
  cases.push_back(compile_case(*root, {variables}, nullptr, defaults, reader));
  return cases;
}

std::optional<Case> load_case(const std::string& file, std::string_view text, const Environment& variables,
                              const CollectDefaults& defaults, Problems& problems) {
  std::vector<Case> rows = load_rows(file, text, variables, defaults, problems);
  return rows.empty() ? std::nullopt : std::optional(std::move(rows[0]));
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
    for (Case& loaded : load_rows(file, *text, variables, defaults, problems)) {
      const std::string here = fmt::format("{}:{}", file, loaded.at.line);
      const auto [first, is_new] = first_of_id.emplace(loaded.id, here);
      if (!is_new && !loaded.id.empty()) {
        problems.error(file, loaded.at, "duplicate_id",
                       fmt::format("the id \"{}\" belongs to another case already ({}); give this one its own",
                                   loaded.id, first->second));
      }
      cases.push_back(std::move(loaded));
    }
  }
  return cases;
}

}  // namespace itk::invoke
