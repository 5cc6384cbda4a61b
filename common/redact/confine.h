// Keeps edits from breaking JSON.
#pragma once

#include <string_view>
#include <vector>

#include "common/redact/edits.h"

namespace itk::redact {

// Edits of a valid JSON text so that it stays valid: inside a string they keep to whole characters and escapes, a bare
// number goes as a whole, and of one that reaches over several values only what is inside of each stays.
std::vector<Edit> confined(std::string_view json, std::vector<Edit> edits);

}  // namespace itk::redact
