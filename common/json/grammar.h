// The grammar of JSON (RFC 8259) without its numbers' ranges. simdjson refuses integers beyond 64 bits and exponents
// beyond a double, which are valid JSON and turn up in payloads; what it refuses for its number alone is checked here.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace itk::json {

// Whether `text` is a number of any size.
bool is_number(std::string_view text);

// Whether `text` is one JSON value, at most `max_depth` levels deep, in UTF-8.
bool is_json(std::string_view text, std::size_t max_depth);

// Where it stops being one: an offset in `text` (its size: something is missing), or nothing. Of what is not UTF-8 the
// beginning of its line.
std::optional<std::size_t> find_error(std::string_view text, std::size_t max_depth);

}  // namespace itk::json
