#include "common/model/parts.h"

namespace itk::model {

Status Codec<Position>::read(Position& out, const json::Value& value, ReadContext context) {
  if (value.kind != json::Kind::Array) {
    return tl::make_unexpected(wrong_type("[file, line, column]", value));
  }
  ITK_TRY_ASSIGN(const auto* parts, context.parser.array(value.raw, context.level + 1));
  if (parts->size() != 3) {
    return tl::make_unexpected(wrong_type("[file, line, column]", value));
  }
  ITK_TRY(Codec<std::string>::read(out.file, (*parts)[0].value, context));
  ITK_TRY(Codec<std::int64_t>::read(out.line, (*parts)[1].value, context));
  return Codec<std::int64_t>::read(out.column, (*parts)[2].value, context);
}

void Codec<Position>::write(std::string& out, const Position& value) {
  out += '[';
  json::append_quoted(out, value.file);
  out += ',';
  json::append_integer(out, value.line);
  out += ',';
  json::append_integer(out, value.column);
  out += ']';
}

std::string error_class_name(ErrorClass error_class) {
  switch (error_class) {
    case ErrorClass::Transient:
      return "transient";
    case ErrorClass::Validation:
      return "validation";
    case ErrorClass::Auth:
      return "auth";
    case ErrorClass::Quota:
      return "quota";
    case ErrorClass::Internal:
      return "internal";
  }
  return "internal";
}

Fault make_fault(const Error& error) {
  return {error_class_name(error.error_class), error.code, error.message, error.service, error.request_id};
}

}  // namespace itk::model
