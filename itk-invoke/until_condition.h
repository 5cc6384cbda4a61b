// What ends the wait for a job: `done: {json: {status: done}}`, `failed: {status: 4xx}`, `done: {exit: 0}`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "itk-invoke/http_reader.h"
#include "itk-invoke/number_set.h"

namespace itk::invoke {

class UntilCondition {
 public:
  // `number_key` is what the job's number is called: "status" of HTTP, "exit" of a program; `path` is "until.done".
  // Nothing: there were problems.
  static std::optional<UntilCondition> read(const YamlNode& map, std::string_view path, std::string_view number_key,
                                            const Complain& complain);

  // Whether all of it holds.
  bool holds(int number, std::string_view body) const;
  // Whether it names numbers at all, and this one among them.
  bool names_numbers() const { return !numbers_.is_empty(); }
  bool names(int number) const { return numbers_.has(number); }
  // The fields that it looks at.
  std::vector<std::string> paths() const;

 private:
  struct Field {
    std::string path;
    std::vector<YamlNode> values;  // any of these scalars
  };

  NumberSet numbers_;
  std::vector<Field> fields_;
};

}  // namespace itk::invoke
