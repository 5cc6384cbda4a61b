// The INI dialect of AWS's config and credentials files: [sections], `name = value`, whole-line comments with
// # or ;, comments behind a value after space, and indented sub-properties under a name without value.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace itk::aws {

struct IniValue {
  std::string text;
  std::size_t line = 0;
  std::map<std::string, std::string, std::less<>> nested;  // the indented lines below it
};

struct IniSection {
  std::string name;  // "profile dev", without the brackets, inner space folded
  std::size_t line = 0;
  std::map<std::string, IniValue, std::less<>> values;  // names in lower case
};

// `file` is for messages: "file:line: what". A section that stands twice is merged, the later value wins.
Result<std::vector<IniSection>> parse_ini(std::string_view text, std::string_view file);

}  // namespace itk::aws
