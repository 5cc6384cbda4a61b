// One field of a JSON text, by its path: "job.id", "items.0.name". A key that has dots of its own comes before a path.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/json/parser.h"

namespace itk::invoke {

struct JsonField {
  json::Kind kind = json::Kind::Null;
  std::string text;  // of a string what it says, of anything else its JSON
  double number = 0;
};

std::optional<JsonField> find_json_field(std::string_view json, std::string_view path);

// For messages: "it has job_id, status", "it is no JSON object".
std::string describe_fields(std::string_view json);

}  // namespace itk::invoke
