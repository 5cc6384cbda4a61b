#include "itk-invoke/examples.h"

#include <fmt/core.h>

#include <algorithm>

#include "itk-invoke/substitute.h"

namespace itk::invoke {
namespace {

// A slip like `rows: 1e6` in a generator should not become a run.
constexpr std::size_t k_most_rows = 100'000;

std::vector<ExampleRow> rows_of_list(const YamlNode& list, CaseReader& reader) {
  std::vector<ExampleRow> rows;
  for (const YamlNode& item : list.items) {
    if (!item.is_map()) {
      reader.error(item.at, "wrong_type",
                   fmt::format("a row of \"examples\" is a mapping like {{amount: 10}}, not {}", describe(item)));
      continue;
    }
    rows.push_back({static_cast<std::int64_t>(&item - list.items.data()) + 1, item.at, item});
  }
  return rows;
}

std::vector<ExampleRow> rows_of_columns(const YamlNode& columns, CaseReader& reader) {
  std::vector<ExampleRow> rows;
  const YamlEntry* first = nullptr;
  for (const YamlEntry& column : columns.entries) {
    if (!column.value.is_sequence()) {
      reader.error(column.value.at, "wrong_type",
                   fmt::format("the column \"{}\" of \"examples\" is a list with one value for each row, not {}",
                               column.key, describe(column.value)));
      return {};
    }
    if (first == nullptr) {
      first = &column;
      rows.resize(column.value.items.size());
    } else if (column.value.items.size() != rows.size()) {
      reader.error(column.at, "example_columns",
                   fmt::format("the column \"{}\" has {} values and \"{}\" has {}; every row needs one of each",
                               column.key, column.value.items.size(), first->key, rows.size()));
      return {};
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (first == &column) {
        rows[i] = {static_cast<std::int64_t>(i) + 1, column.value.items[i].at, YamlNode()};
        rows[i].cells.kind = YamlNode::Kind::Map;
        rows[i].cells.at = rows[i].at;
      }
      rows[i].cells.entries.push_back({column.key, column.value.items[i].at, column.value.items[i]});
    }
  }
  return rows;
}

YamlEntry& entry_of(YamlNode& map, const YamlEntry& like) {
  const auto found =
      std::find_if(map.entries.begin(), map.entries.end(), [&](const YamlEntry& e) { return e.key == like.key; });
  if (found != map.entries.end()) {
    return *found;
  }
  map.entries.push_back({like.key, like.at, YamlNode()});
  return map.entries.back();
}

// A text or a list of them, as a list.
YamlNode as_list(YamlNode node) {
  if (node.is_sequence() || node.is_null()) {
    node.kind = YamlNode::Kind::Sequence;
    return node;
  }
  YamlNode list;
  list.kind = YamlNode::Kind::Sequence;
  list.at = node.at;
  list.items.push_back(std::move(node));
  return list;
}

void append(YamlNode& to, const YamlNode& more) {
  if (more.is_null()) {
    return;
  }
  const Place at = to.is_null() ? more.at : to.at;
  to = as_list(std::move(to));
  to.at = at;
  const YamlNode list = as_list(more);
  to.items.insert(to.items.end(), list.items.begin(), list.items.end());
}

// The row's expectations beside the case's. What is no mapping replaces the whole, and is found to be wrong later.
void add_expected(YamlNode& to, const YamlNode& more) {
  if (!to.is_map() || !more.is_map()) {
    to = more.is_null() ? to : more;
    return;
  }
  for (const YamlEntry& expectation : more.entries) {
    YamlNode& value = entry_of(to, expectation).value;
    if (expectation.key == "invariants" && (value.is_sequence() || value.is_null()) &&
        expectation.value.is_sequence()) {
      append(value, expectation.value);
    } else {
      value = expectation.value;
    }
  }
}

bool is_part_of_case(std::string_view key) { return key == "expected" || key == "tags" || key == "canary"; }

}  // namespace

std::vector<ExampleRow> read_examples(const YamlNode& root, CaseReader& reader) {
  const YamlEntry* examples = root.entry("examples");
  if (examples == nullptr) {
    return {};
  }
  const YamlNode& value = examples->value;
  if (!value.is_sequence() && !value.is_map()) {
    reader.error(value.is_null() ? examples->at : value.at, "wrong_type",
                 fmt::format("\"examples\" is a list of rows or a mapping of columns, not {}", describe(value)));
    return {};
  }
  const std::size_t errors_before = reader.problems().error_count();
  std::vector<ExampleRow> rows = value.is_map() ? rows_of_columns(value, reader) : rows_of_list(value, reader);
  if (rows.empty() && reader.problems().error_count() == errors_before) {
    reader.error(examples->at, "no_examples", "\"examples\" has no rows, so there is no case; add one, or remove it");
  }
  if (rows.size() > k_most_rows) {
    reader.error(examples->at, "too_many_examples",
                 fmt::format("\"examples\" has {} rows, and {} are the most; use `repeat:` or several files",
                             rows.size(), k_most_rows));
    return {};
  }
  return rows;
}

YamlNode case_of_row(const YamlNode& shared, const ExampleRow& row) {
  YamlNode result = shared;
  for (const YamlEntry& cell : row.cells.entries) {
    if (cell.key == "name" && !cell.value.is_null()) {
      entry_of(result, cell).value = cell.value;
    } else if (cell.key == "expected") {
      add_expected(entry_of(result, cell).value, cell.value);
    } else if (cell.key == "tags" || cell.key == "canary") {
      append(entry_of(result, cell).value, cell.value);
    }
  }
  return result;
}

YamlNode values_of_row(const ExampleRow& row, const Environment& variables, std::vector<YamlProblem>& problems) {
  YamlNode values = row.cells;
  std::erase_if(values.entries, [](const YamlEntry& cell) { return is_part_of_case(cell.key); });
  for (YamlEntry& cell : values.entries) {
    substitute_all(cell.value, {variables}, problems);
  }
  return values;
}

}  // namespace itk::invoke
