#include "itk-invoke/problem.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace itk::invoke {

std::string Problem::text() const { return fmt::format("{}:{}:{}: {}", at.file, at.line, at.column, message); }

void Problems::add(Problem::Level level, std::string_view file, Place at, std::string code, std::string message) {
  problems_.push_back({level, {std::string(file), at.line, at.column}, std::move(code), std::move(message)});
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

bool Problems::has_errors() const {
  return std::any_of(problems_.begin(), problems_.end(),
                     [](const Problem& problem) { return problem.level == Problem::Level::Error; });
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

}  // namespace itk::invoke
