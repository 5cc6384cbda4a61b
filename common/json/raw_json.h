// A JSON value kept as the bytes that it came in: validated, one line, never re-serialised. (A DOM would turn 1.10
// into 1.1000000000000001 and re-sort keys; a test kit must not alter evidence.)
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"

namespace itk {

struct RawJson {
  std::string text;  // empty: absent

  bool empty() const { return text.empty(); }
  friend bool operator==(const RawJson&, const RawJson&) = default;
};

namespace json {

// Whether `text` is one valid JSON value, without line breaks, at most 256 levels deep.
bool is_one_line_json(std::string_view text);

// `text` as a JSON string literal. Bytes that are not UTF-8 become U+FFFD.
std::string quote(std::string_view text);
void append_quoted(std::string& out, std::string_view text);

// What a payload becomes in a record: one-line JSON stays as it is, other text is quoted, other bytes are base 64
// (then `encoding` is "base64").
struct Payload {
  RawJson json;
  std::string encoding;
};
Payload make_payload(std::string_view bytes);

}  // namespace json
}  // namespace itk
