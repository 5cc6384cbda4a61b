// All ITK_ variables that mean something, so that a misspelt one can be told from one that somebody invented.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace itk::settings {

// What a value looks like.
enum class ValueKind { Text, List, WholeNumber, Number, Mode, LogLevel };

struct KnownName {
  std::string_view name;
  ValueKind kind;
  std::string_view meaning;  // one line
};

// Sorted by name.
const std::vector<KnownName>& known_settings();
// The one with this name, or null.
const KnownName* find_known(std::string_view name);
// Their names, sorted.
const std::vector<std::string>& known_names();

// What is wrong with the value of a known setting, without the value: it may be a secret. Empty: nothing.
std::string describe_bad_value(const KnownName& known, std::string_view value);

}  // namespace itk::settings
