// YAML values as JSON, by the core schema of YAML 1.2: what is quoted stays text, numbers keep their digits, `yes` and
// `on` are text, dates are text.
#pragma once

#include <string>
#include <vector>

#include "itk-invoke/yaml_document.h"

namespace itk::invoke {

// One-line JSON. What has no form in JSON (.nan, an unknown tag) is reported and becomes null.
std::string to_json(const YamlNode& node, std::vector<YamlProblem>& problems);

// What a scalar stands for.
enum class ScalarType { Text, Null, Bool, Integer, Number, NotFinite };
ScalarType scalar_type(const YamlNode& scalar);

}  // namespace itk::invoke
