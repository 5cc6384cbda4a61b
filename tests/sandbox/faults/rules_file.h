// Reads the file of --faults (YAML or JSON): a list of rules, or {seed: 7, faults: [...]}. README.md has the table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "tests/sandbox/faults/rule.h"

namespace itk::sandbox::faults {

Result<std::vector<Rule>> read_rules_file(const std::string& path);
// `name` stands in messages: "faults.yaml:3:5: ...".
Result<std::vector<Rule>> read_rules(std::string_view text, const std::string& name);

}  // namespace itk::sandbox::faults
