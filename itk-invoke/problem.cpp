#include "itk-invoke/problem.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace itk::invoke {

std::string Problem::text() const { return fmt::format("{}:{}:{}: {}", at.file, at.line, at.column, message); }

std::string Problem::identity() const {
  return fmt::format("{}{}\n{}", level == Level::Error ? "" : "?", code, text());
}

void Problems::add(Problem problem) {
  if (known_.insert(problem.identity()).second) {
    problems_.push_back(std::move(problem));
  }
}

void Problems::add(Problem::Level level, std::string_view file, Place at, std::string code, std::string message) {
  add({level, {std::string(file), at.line, at.column}, std::move(code), std::move(message)});
}

void Problems::error(std::string_view file, Place at, std::string code, std::string message) {
  add(Problem::Level::Error, file, at, std::move(code), std::move(message));
}

void Problems::warning(std::string_view file, Place at, std::string code, std::string message) {
  add(Problem::Level::Warning, file, at, std::move(code), std::move(message));
}

void Problems::live(std::string_view file, Place at, std::string code, std::string message) {
  if (purpose_ != Purpose::DevFixtures) {
    add(purpose_ == Purpose::Live ? Problem::Level::Error : Problem::Level::Warning, file, at, std::move(code),
        std::move(message));
  }
}

std::size_t Problems::error_count() const {
  return static_cast<std::size_t>(std::count_if(problems_.begin(), problems_.end(), [](const Problem& problem) {
    return problem.level == Problem::Level::Error;
  }));
}

std::vector<Problem> Problems::sorted() const {
  std::map<std::string_view, std::size_t> order;
  for (const Problem& problem : problems_) {
    order.emplace(problem.at.file, order.size());
  }
  std::vector<Problem> sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(), [&](const Problem& a, const Problem& b) {
    return std::tuple(order.at(a.at.file), a.at.line, a.at.column) <
           std::tuple(order.at(b.at.file), b.at.line, b.at.column);
  });
  return sorted;
}

void RowProblems::add(std::int64_t row, Place at, const Problems& problems) {
  ++rows_;
  for (const Problem& problem : problems.all()) {
    found_.push_back({problem, row, at});
  }
}

void RowProblems::report(Problems& into) const {
  std::map<std::string, std::size_t> rows_with;
  for (const Found& found : found_) {
    ++rows_with[found.problem.identity()];
  }
  for (const Found& found : found_) {
    Problem problem = found.problem;
    if (found.row > 0 && (rows_ == 1 || rows_with[problem.identity()] < rows_)) {
      problem.message += fmt::format(" (row {} of examples, line {})", found.row, found.row_at.line);
    }
    into.add(std::move(problem));
  }
}

}  // namespace itk::invoke
