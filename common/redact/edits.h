// What is to be replaced in one text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace itk::redact {

struct Edit {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view rule;  // lives as long as the Redactor
  std::string replacement;
};

// In order of the text, none overlapping: what contains another one stays, what overlaps is joined.
void settle(std::vector<Edit>& edits);

// The text with the (settled) edits. Where one replaces a bare number of JSON, quotes are put around it, as many
// backslashes deep as the strings are that hold it. `is_json`: the text itself is a JSON value.
std::string apply(std::string_view text, const std::vector<Edit>& edits, bool is_json);

}  // namespace itk::redact
