#include "itk-collect/readers/document.h"

#include <algorithm>

#include "common/logs/log_time.h"
#include "itk-collect/readers/format.h"

namespace itk::collect::readers {
namespace {

using json::Kind;

// In this order: what is asked first is told apart more surely.
const Format* const k_formats[] = {&k_otlp, &k_jaeger, &k_xray, &k_subscription, &k_cloudwatch, &k_insights};

// Lists of lists and wrappers in wrappers end somewhere.
constexpr int k_deepest = 8;

class Walker {
 public:
  Walker(const PieceSink& sink, FormatCounts& counts) : sink_(sink), counts_(counts) {}

  void read_object(const Object& object, const Cursor& at, int depth);
  void read_list(const Members& elements, const Cursor& at, int depth);

 private:
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

// {"spans":[...]}, and {"timestamp":...,"raw_otel_json":{...}} of AgentCore's tools.
bool Walker::read_wrapped(const Object& object, const Cursor& at, int depth) {
  const json::Value* inner_record = json::find(object.members, "raw_otel_json");
  if (depth == k_deepest) {
    return false;
  }
  if (inner_record != nullptr && inner_record->kind == Kind::Object) {
    if (const Members* members = at.open(inner_record)) {
      read_object({*members, inner_record->raw}, at.inside(), depth + 1);
      return true;
    }
  }
  // An answer of an API around what others say without one: {"result":{"resourceSpans":...}}.
  for (const std::string_view key : {"result", "trace"}) {
    const json::Value* holder = object.members.size() == 1 ? json::find(object.members, key) : nullptr;
    const Members* members = holder != nullptr && holder->kind == Kind::Object ? at.open(holder) : nullptr;
    if (members != nullptr && k_otlp.recognises({*members, holder->raw})) {
      k_otlp.read({*members, holder->raw}, at.inside(), counting(k_otlp.name));
      return true;
    }
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
  const auto* const format = std::find_if(std::begin(k_formats), std::end(k_formats),
                                          [&](const Format* one) { return one->recognises(object); });
  if (format != std::end(k_formats)) {
    (*format)->read(object, at, counting((*format)->name));
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
