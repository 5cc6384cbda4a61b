// What is wrong with cases. All problems of all cases are gathered before anybody is told, so that one run shows them
// all.
#pragma once

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
};

class Problems {
 public:
  explicit Problems(Purpose purpose) : purpose_(purpose) {}

  Purpose purpose() const { return purpose_; }
  void error(std::string_view file, Place at, std::string code, std::string message);
  void warning(std::string_view file, Place at, std::string code, std::string message);
  // What stands in the way of sending: an error in a live run, a warning when checking, else nothing.
  void live(std::string_view file, Place at, std::string code, std::string message);

  bool has_errors() const;
  // By file in the order in which files came up, then by line and column.
  std::vector<Problem> sorted() const;

 private:
  void add(Problem::Level level, std::string_view file, Place at, std::string code, std::string message);

  Purpose purpose_;
  std::vector<Problem> problems_;
};

}  // namespace itk::invoke
