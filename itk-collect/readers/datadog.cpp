// What Datadog's libraries print in a Lambda's log: {"traces":[[{"trace_id":"4EBC5A600180F183",...}]]}, times in
// nanoseconds, ids in hex or as numbers.
#include <charconv>

#include "common/logs/component.h"
#include "itk-collect/readers/flat_span.h"
#include "itk-collect/readers/format.h"

namespace itk::collect::readers {
namespace {

using json::Kind;

std::string id_in(const Members& span, std::string_view key, std::size_t digits) {
  const json::Value* value = json::find(span, key);
  if (value == nullptr || value->is_null()) {
    return "";
  }
  if (value->kind == Kind::String) {
    return hex_id(value->text, digits);
  }
  std::uint64_t number = 0;
  const std::string_view text = value->raw;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  char hex[16];
  const auto written = std::to_chars(hex, hex + sizeof hex, number, 16);
  const bool is_id = error == std::errc() && end == text.data() + text.size() && number != 0;
  return is_id ? hex_id({hex, static_cast<std::size_t>(written.ptr - hex)}, digits) : "";
}

std::string sum(const json::Value* start, const json::Value* duration) {
  std::int64_t end = 0;
  const bool is_sum = start != nullptr && duration != nullptr && start->is_integer && duration->is_integer &&
                      !__builtin_add_overflow(start->integer, duration->integer, &end);
  return is_sum ? std::to_string(end) : "";
}

Piece piece_of(const Object& span, const Cursor& at) {
  const Members& members = span.members;
  FlatSpan flat;
  flat.trace = id_in(members, "trace_id", 32);
  flat.span = id_in(members, "span_id", 16);
  flat.parent = id_in(members, "parent_id", 16);
  flat.parent = flat.parent.find_first_not_of('0') == std::string::npos ? "" : flat.parent;
  flat.name = text_in(members, "name");
  const json::Value* start = json::find(members, "start");
  flat.start = start != nullptr && start->is_integer ? std::string(start->raw) : "";
  flat.end = sum(start, json::find(members, "duration"));
  append_text(flat.resource, "service.name", text_in(members, "service"));
  const json::Value* error = json::find(members, "error");
  flat.is_error = error != nullptr && error->is_integer && error->integer != 0;
  if (const Members* meta = at.open(json::find(members, "meta"))) {
    for (const json::Member& tag : *meta) {
      append_member(flat.attributes, tag.key, one_line(tag.value.raw));
    }
    if (const std::string_view function = text_in(*meta, "function_arn"); !function.empty()) {
      append_text(flat.attributes, "faas.name", logs::function_name(function));
    }
    flat.message = text_in(*meta, "error.msg");
  }
  Piece piece = at.piece_of(span.raw);
  piece.translation = to_text(flat);
  return piece;
}

bool recognises(const Object& object) {
  const json::Value* traces = json::find(object.members, "traces");
  return traces != nullptr && traces->kind == Kind::Array &&
         traces->raw.find("\"span_id\"") != std::string_view::npos &&
         traces->raw.find("\"trace_id\"") != std::string_view::npos;
}

void read(const Object& object, const Cursor& at, const PieceSink& sink) {
  const Members* traces = at.open(json::find(object.members, "traces"));
  for (std::size_t i = 0; traces != nullptr && i < traces->size(); ++i) {
    for_each_object(&(*traces)[i].value, at.inside(), sink,
                    [&](const Object& span, const Cursor& inner) { sink(piece_of(span, inner)); });
  }
}

}  // namespace

const Format k_datadog = {"datadog", recognises, read};

}  // namespace itk::collect::readers
