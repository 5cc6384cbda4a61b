// The published schemas (draft-07), and what they say about a value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "itk-invoke/yaml_document.h"

namespace itk::invoke {

// "case", "fixture", "targets", and the types of records: "run", "span", ...
const std::vector<std::string>& schema_names();
Result<std::string_view> schema_text(std::string_view name);

// What the schema says against `value`, each where it stands. `name` is one of schema_names().
std::vector<YamlProblem> check_schema(std::string_view name, const YamlNode& value);

}  // namespace itk::invoke
