// ${NAME} and ${NAME:-default} in the texts of a case. "$${" is a literal "${".
//
// What a variable brings in is text: `account: ${ACCOUNT}` with 012345678901 must not become a number. `!!int ${N}`
// makes one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/environment.h"
#include "itk-invoke/yaml_document.h"

namespace itk::invoke {

struct Substituted {
  std::string text;
  bool changed = false;
  std::vector<std::string> unset;      // variables without value and default; they stay as they stand
  std::vector<std::string> malformed;  // "${" that is neither form, as it stands
};

Substituted substitute(std::string_view text, const Environment& variables);

// Substitutes in all scalars below `node`, keys excepted.
void substitute_all(YamlNode& node, const Environment& variables, std::vector<YamlProblem>& problems);

}  // namespace itk::invoke
