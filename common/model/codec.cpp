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

Status Codec<CountsByName>::read(CountsByName& out, const json::Value& value, ReadContext context) {
  if (value.kind != json::Kind::Object) {
    return tl::make_unexpected(wrong_type("an object of counts", value));
  }
  ITK_TRY_ASSIGN(const auto* members, context.parser.object(value.raw, context.level + 1));
  for (const json::Member& member : *members) {
    std::int64_t count = 0;
    ITK_TRY(Codec<std::int64_t>::read(count, member.value, context));
    out.insert_or_assign(std::string(member.key), count);
  }
  return {};
}

void Codec<CountsByName>::write(std::string& out, const CountsByName& counts) {
  json::ObjectWriter writer(out);
  for (const auto& [name, count] : counts) {
    writer.integer(name, count);
  }
  writer.close();
}

}  // namespace itk::model
