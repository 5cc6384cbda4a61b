// Cuts a JSON object or array that is known to be valid into its members, looking at nothing but where they begin and
// end.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/json/parser.h"

namespace itk::json {

// `json` is valid and begins with `{` or `[`. Appends its members; unescaped strings are kept in `strings`, whose
// content is replaced. False, with some members missing, where it holds what only simdjson can read: surrogates, numbers
// out of range.
bool split(std::string_view json, std::string& strings, std::vector<Member>& members);

}  // namespace itk::json
