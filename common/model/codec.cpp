#include "common/model/codec.h"

#include <charconv>

namespace itk::model {

Status Codec<std::int64_t>::read(std::int64_t& out, const json::Value& value, ReadContext) {
  if (value.kind == json::Kind::Number && value.is_integer) {
    out = value.integer;
    return {};
  }
  // Beyond 2^53 we write strings; accept them for any integer.
  const std::string_view text = value.text;
  if (value.kind == json::Kind::String && !text.empty()) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error == std::errc{} && end == text.data() + text.size()) {
      return {};
    }
  }
  return tl::make_unexpected(wrong_type("an integer", value));
}

Status Codec<Timestamp>::read(Timestamp& out, const json::Value& value, ReadContext) {
  if (value.kind != json::Kind::String) {
    return tl::make_unexpected(wrong_type("an RFC 3339 time", value));
  }
  ITK_TRY_ASSIGN(out, parse_rfc3339(value.text));
  return {};
}

}  // namespace itk::model
