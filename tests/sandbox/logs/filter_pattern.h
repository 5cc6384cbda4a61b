// Unstructured filter patterns: terms that must occur, "quoted terms", ?alternatives and -exclusions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/aws/fault.h"

namespace itk::sandbox::logs {

class FilterPattern {
 public:
  // JSON ({ $.x = 1 }) and regex (%x%) patterns are refused: nobody must think that they had been applied.
  static Outcome<FilterPattern> parse(std::string_view text);

  // An empty pattern matches everything.
  bool matches(std::string_view message) const;

 private:
  std::vector<std::string> required_, alternatives_, excluded_;
};

}  // namespace itk::sandbox::logs
