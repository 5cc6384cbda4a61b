// AWS bodies as jsoncpp documents: the only place that parses and writes them.
#pragma once

#include <json/value.h>

#include <optional>
#include <string>
#include <string_view>

namespace itk::sandbox {

// The object in `text`; nothing if it is not exactly one JSON object.
std::optional<Json::Value> parse_document(std::string_view text);

// One line, UTF-8 as it stands.
std::string write_document(const Json::Value& document);

}  // namespace itk::sandbox
