// ${NAME}, ${NAME:-default} and, in a case with examples, ${examples.NAME} in the texts of a case. "$${" is a literal
// "${".
//
// What a variable brings in is text: `account: ${ACCOUNT}` with 012345678901 must not become a number. `!!int ${N}`
// makes one. A value that is nothing but the name of an example is what the row has there, a number or a list, too.
//
// Values that are known only when something is sent stay as they stand; whoever sends makes a LateText of the result.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/environment.h"
#include "itk-invoke/yaml_document.h"

namespace itk::invoke {

// What names stand for.
struct Names {
  const Environment& variables;
  const YamlNode* row = nullptr;  // a map of substituted values; they come before variables
  bool is_prose = false;          // only the row counts, and what is not in it stays as it stands
};

struct Substituted {
  std::string text;
  bool changed = false;
  bool is_late = false;                 // has forms for late_text.h
  std::vector<std::string> unset;       // variables without value and default; they stay as they stand
  std::vector<std::string> malformed;   // "${" that is no known form, as it stands
  std::vector<std::string> unknown;     // "${itk.nonse}" and "${ssm:}": mistakes wherever they stand
  std::vector<std::string> no_example;  // names that the row does not have
  std::vector<std::string> not_text;    // examples that are lists or mappings and cannot stand in a text
};

Substituted substitute(std::string_view text, const Names& names);

// Substitutes in all scalars below `node`, keys excepted.
void substitute_all(YamlNode& node, const Names& names, std::vector<YamlProblem>& problems);

}  // namespace itk::invoke
