// What is wrong with cases. All problems of all cases are gathered before anybody is told, so that one run shows them
// all.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "common/model/parts.h"
#include "itk-invoke/yaml_document.h"

namespace itk::invoke {

// What the cases are read for.
enum class Purpose {
  Live,         // to be sent
  DevFixtures,  // to be judged on their fixtures; nothing is sent
  Check,        // itk-validate: what only a live run needs is a warning
};

struct Problem {
  enum class Level { Warning, Error };

  Level level = Level::Error;
  model::Position at;
  std::string code;
  std::string message;  // what, and what to do

  // "cases/a.yaml:3:5: what, and what to do".
  std::string text() const;
  // Tells problems apart.
  std::string identity() const;
};

class Problems {
 public:
  explicit Problems(Purpose purpose) : purpose_(purpose) {}

  Purpose purpose() const { return purpose_; }
  void error(std::string_view file, Place at, std::string code, std::string message);
  void warning(std::string_view file, Place at, std::string code, std::string message);
  // What stands in the way of sending: an error in a live run, a warning when checking, else nothing.
  void live(std::string_view file, Place at, std::string code, std::string message);

  // The same problem counts once, however many rows of a case have it.
  void add(Problem problem);

  bool has_errors() const { return error_count() > 0; }
  std::size_t error_count() const;
  const std::vector<Problem>& all() const { return problems_; }
  // By file in the order in which files came up, then by line and column.
  std::vector<Problem> sorted() const;

 private:
  void add(Problem::Level level, std::string_view file, Place at, std::string code, std::string message);

  Purpose purpose_;
  std::vector<Problem> problems_;
  std::set<std::string> known_;
};

// The problems of the rows of one case. What all rows have is a problem of the case; anything else says whose it is.
class RowProblems {
 public:
  // Those of a row that stands at `at`.
  void add(std::int64_t row, Place at, const Problems& problems);
  void report(Problems& into) const;

 private:
  struct Found {
    Problem problem;
    std::int64_t row;
    Place row_at;
  };

  std::size_t rows_ = 0;
  std::vector<Found> found_;
};

}  // namespace itk::invoke
