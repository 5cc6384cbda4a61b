// The tag of a record, "span/1": what it is and which version of its schema it follows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/json/parser.h"

namespace itk::model {

struct Tag {
  std::string type;  // "span"
  int version = 0;   // 1
};

// The tag of a line. An object without "itk" is not a record: a contract error. A version above the one that this
// build knows is refused, naming the tool to upgrade; a type that it does not know is fine.
Result<Tag> read_tag(json::Parser& parser, std::string_view line);

// The types that this build knows, sorted.
const std::vector<std::string>& known_types();

}  // namespace itk::model
