// A JSON text as the tree that YAML gives: each value knows where it stands, numbers keep their digits.
#pragma once

#include <string_view>

#include "itk-invoke/yaml_document.h"

namespace itk::invoke {

YamlDocument parse_json_document(std::string_view text);

}  // namespace itk::invoke
