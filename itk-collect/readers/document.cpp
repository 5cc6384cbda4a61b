#include "itk-collect/readers/document.h"

#include <algorithm>

#include "common/logs/log_time.h"
#include "itk-collect/readers/format.h"

namespace itk::collect::readers {
namespace {

using json::Kind;

// In this order: what is asked first is told apart more surely.
const Format* const k_formats[] = {&k_otlp,         &k_jaeger,     &k_xray,    &k_datadog,
                                   &k_subscription, &k_cloudwatch, &k_insights};

// Lists of lists and wrappers in wrappers end somewhere.
constexpr int k_deepest = 8;

const Format* format_of(const Object& object) {
  const auto* const format = std::find_if(std::begin(k_formats), std::end(k_formats),
                                          [&](const Format* one) { return one->recognises(object); });
  return format == std::end(k_formats) ? nullptr : *format;
}

bool is_of_a_format(const Object& object) { return format_of(object) != nullptr; }

class Walker {
 public:
  Walker(const PieceSink& sink, FormatCounts& counts) : sink_(sink), counts_(counts) {}

  void read_object(const Object& object, const Cursor& at, int depth);
  void read_list(const Members& elements, const Cursor& at, int depth);

 private:
  bool read_inner(const Object& object, const Cursor& at, int depth);
  bool read_wrapped(const Object& object, const Cursor& at, int depth);
  PieceSink counting(std::string_view name) {
    return [this, name](Piece piece) {
      ++counts_[std::string(name)];
      sink_(std::move(piece));
    };
  }

  const PieceSink& sink_;
  FormatCounts& counts_;
};

void Walker::read_list(const Members& elements, const Cursor& at, int depth) {
  const Cursor inner = at.inside();
  for (const json::Member& element : elements) {
    const Members* members = element.value.kind == Kind::Object ? inner.open(&element.value) : nullptr;
    if (members != nullptr) {
      read_object({*members, element.value.raw}, inner.inside(), depth);
    } else {
      counting("json")(at.piece_of(element.value.raw));
    }
  }
}

bool names_span(const Members& members) {
  return has(members, "span_id", Kind::String) || has(members, "spanId", Kind::String);
}

// {"timestamp":...,"raw_otel_json":{...}} of AgentCore's tools, {"sessionUpdate":{...}} of Live Tail: what is inside is
// a document of its own. {"result":{"resourceSpans":...}} is an API's answer around one.
bool Walker::read_inner(const Object& object, const Cursor& at, int depth) {
  for (const std::string_view key : {"raw_otel_json", "sessionUpdate", "result", "trace"}) {
    const json::Value* inner = json::find(object.members, key);
    const Members* members = inner != nullptr && inner->kind == Kind::Object ? at.open(inner) : nullptr;
    if (members == nullptr) {
      continue;
    }
    const Object record{*members, inner->raw};
    if (key == "raw_otel_json" || is_of_a_format(record)) {
      read_object(record, at.inside(), depth + 1);
      return true;
    }
  }
  return false;
}

// {"spans":[...]}
bool Walker::read_wrapped(const Object& object, const Cursor& at, int depth) {
  if (depth == k_deepest) {
    return false;
  }
  if (read_inner(object, at, depth)) {
    return true;
  }
  const json::Value* spans = json::find(object.members, "spans");
  const Members* elements = spans != nullptr && spans->kind == Kind::Array ? at.open(spans) : nullptr;
  if (elements == nullptr || elements->empty()) {
    return false;
  }
  const Members* first = at.inside().open(&elements->front().value);
  if (first == nullptr || elements->front().value.kind != Kind::Object || !names_span(*first)) {
    return false;
  }
  read_list(*elements, at, depth + 1);
  return true;
}

void Walker::read_object(const Object& object, const Cursor& at, int depth) {
  if (const Format* format = format_of(object)) {
    format->read(object, at, counting(format->name));
  } else if (!read_wrapped(object, at, depth)) {
    counting("json")(at.piece_of(object.raw));
  }
}

}  // namespace

bool read_document(std::string_view text, const Place& place, json::Parser& parser, const PieceSink& sink,
                   FormatCounts& counts) {
  const Cursor top(parser, place);
  const Members* members = top.open(text);
  if (members == nullptr) {
    return false;
  }
  Walker walker(sink, counts);
  if (text.starts_with('{')) {
    walker.read_object({*members, text}, top.inside(), 0);
  } else {
    walker.read_list(*members, top, 0);
  }
  return true;
}

}  // namespace itk::collect::readers
