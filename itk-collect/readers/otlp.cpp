// OTLP as JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): an export request, one per line in
// JSONL, or single spans with a list of attributes.
#include "itk-collect/readers/flat_span.h"
#include "itk-collect/readers/format.h"

namespace itk::collect::readers {
namespace {

using json::Kind;

const json::Value* find_either(const Members& members, std::string_view name, std::string_view old_name) {
  const json::Value* value = json::find(members, name);
  return value != nullptr ? value : json::find(members, old_name);
}

std::string plain_value(const json::Value& any, const Cursor& at);

// {"values":[...]}, as JSON.
std::string plain_list(const json::Value& list, const Cursor& at) {
  const Members* holder = at.open(&list);
  const json::Value* values = holder != nullptr ? json::find(*holder, "values") : nullptr;
  const Cursor inner = at.inside();
  const Members* elements = inner.open(values);
  std::string out = "[";
  for (std::size_t i = 0; elements != nullptr && i < elements->size(); ++i) {
    out += (i > 0 ? "," : "") + plain_value((*elements)[i].value, inner.inside());
  }
  return out + "]";
}

// [{"key":...,"value":{...}}] as `"key":value,...`.
std::string plain_attributes(const json::Value* list, const Cursor& at) {
  std::string out;
  const Members* elements = at.open(list);
  if (list != nullptr && list->kind == Kind::Object && elements != nullptr) {  // flat already
    for (const json::Member& member : *elements) {
      append_member(out, member.key, one_line(member.value.raw));
    }
    return out;
  }
  const Cursor inner = at.inside();
  for (std::size_t i = 0; elements != nullptr && i < elements->size(); ++i) {
    const Members* attribute = inner.open(&(*elements)[i].value);
    const json::Value* value = attribute != nullptr ? json::find(*attribute, "value") : nullptr;
    if (value != nullptr) {
      append_member(out, text_in(*attribute, "key"), plain_value(*value, inner.inside()));
    }
  }
  return out;
}

// An AnyValue as JSON; 64-bit integers are strings there.
std::string plain_value(const json::Value& any, const Cursor& at) {
  const Members* members = any.kind == Kind::Object ? at.open(&any) : nullptr;
  if (members == nullptr || members->empty()) {
    return any.kind == Kind::Object ? "null" : one_line(any.raw);
  }
  const json::Member& only = members->front();
  const json::Value& value = only.value;
  if (only.key == "intValue" || only.key == "int_value") {
    const bool is_number = value.kind == Kind::String && !value.text.empty() && value.text.size() < 20 &&
                           value.text.find_first_not_of("-0123456789") == std::string_view::npos;
    return std::string(is_number ? value.text : value.raw);
  }
  if (only.key == "arrayValue" || only.key == "array_value") {
    return plain_list(value, at.inside());
  }
  if (only.key == "kvlistValue" || only.key == "kvlist_value") {
    const Cursor inner = at.inside();
    const Members* holder = inner.open(&value);
    return "{" + (holder != nullptr ? plain_attributes(json::find(*holder, "values"), inner.inside()) : "") + "}";
  }
  return one_line(value.raw);
}

std::string_view kind_of(const json::Value* kind) {
  static constexpr std::string_view k_names[] = {"", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"};
  if (kind == nullptr) {
    return "";
  }
  if (kind->kind == Kind::String) {
    constexpr std::string_view k_prefix = "SPAN_KIND_";
    return kind->text.starts_with(k_prefix) ? kind->text.substr(k_prefix.size()) : kind->text;
  }
  return kind->is_integer && kind->integer > 0 && kind->integer < 6 ? k_names[kind->integer] : "";
}

// Nanoseconds, as a string or a number.
std::string time_of(const json::Value* value) {
  return value == nullptr ? "" : nanoseconds(value->kind == Kind::String ? value->text : value->raw, 0);
}

// What a recorded exception says is the span's error.
void add_exceptions(const json::Value* events, const Cursor& at, std::string& attributes) {
  const Members* elements = at.open(events);
  const Cursor inner = at.inside();
  for (std::size_t i = 0; elements != nullptr && i < elements->size(); ++i) {
    const Members* event = inner.open(&(*elements)[i].value);
    if (event != nullptr && text_in(*event, "name") == "exception") {
      const std::string more = plain_attributes(json::find(*event, "attributes"), inner.inside());
      attributes += (attributes.empty() || more.empty() ? "" : ",") + more;
    }
  }
}

void read_status(const json::Value* status, const Cursor& at, FlatSpan& flat) {
  const Members* members = at.open(status);
  const json::Value* code = members != nullptr ? json::find(*members, "code") : nullptr;
  if (code != nullptr) {
    flat.is_error = (code->is_integer && code->integer == 2) || code->text == "STATUS_CODE_ERROR";
    flat.message = text_in(*members, "message");
  }
}

Piece piece_of_span(const Object& span, const Cursor& at, const std::string& resource) {
  const Members& members = span.members;
  FlatSpan flat;
  flat.trace = hex_id(text_in(members, "traceId"), 32);
  flat.span = hex_id(text_in(members, "spanId"), 16);
  flat.parent = hex_id(text_in(members, "parentSpanId"), 16);
  flat.parent = flat.parent.find_first_not_of('0') == std::string::npos ? "" : flat.parent;
  flat.name = text_in(members, "name");
  flat.kind = kind_of(json::find(members, "kind"));
  flat.start = time_of(json::find(members, "startTimeUnixNano"));
  flat.end = time_of(json::find(members, "endTimeUnixNano"));
  flat.attributes = plain_attributes(json::find(members, "attributes"), at);
  add_exceptions(json::find(members, "events"), at, flat.attributes);
  flat.resource = resource;
  read_status(json::find(members, "status"), at, flat);
  Piece piece = at.piece_of(span.raw);
  piece.translation = to_text(flat);
  return piece;
}

// A log record in the words of AgentCore's log streams, which are those of OTLP with flat attributes.
Piece piece_of_log(const Object& record, const Cursor& at, const std::string& resource) {
  std::string members;
  for (const std::string_view key : {"timeUnixNano", "observedTimeUnixNano"}) {
    const json::Value* time = json::find(record.members, key);
    if (const std::string ns = time_of(time); !ns.empty() && ns != "0") {
      append_member(members, key, ns);
    }
  }
  for (const std::string_view key : {"severityText", "traceId", "spanId"}) {
    if (const std::string_view text = text_in(record.members, key); !text.empty()) {
      append_text(members, key, text);
    }
  }
  const json::Value* body = json::find(record.members, "body");
  append_member(members, "body", body != nullptr ? plain_value(*body, at) : "null");
  append_member(members, "attributes", "{" + plain_attributes(json::find(record.members, "attributes"), at) + "}");
  append_member(members, "resource", "{\"attributes\":{" + resource + "}}");
  Piece piece = at.piece_of(record.raw);
  piece.translation = "{" + members + "}";
  return piece;
}

using MakePiece = Piece (*)(const Object&, const Cursor&, const std::string&);

struct Signal {
  std::string_view resources, old_resources;
  std::string_view scopes, old_scopes;
  std::string_view items, old_items;
  MakePiece make;
};

constexpr Signal k_signals[] = {
    {"resourceSpans", "resource_spans", "scopeSpans", "instrumentationLibrarySpans", "spans", "spans", piece_of_span},
    {"resourceLogs", "resource_logs", "scopeLogs", "instrumentationLibraryLogs", "logRecords", "logs", piece_of_log},
};

void read_signal(const Signal& signal, const json::Value* resources, const Cursor& at, const PieceSink& sink) {
  for_each_object(resources, at, sink, [&](const Object& entry, const Cursor& inner) {
    const Members* holder = inner.open(json::find(entry.members, "resource"));
    const std::string resource =
        holder != nullptr ? plain_attributes(json::find(*holder, "attributes"), inner.inside()) : "";
    const json::Value* scopes = find_either(entry.members, signal.scopes, signal.old_scopes);
    for_each_object(scopes, inner, sink, [&](const Object& scope, const Cursor& deeper) {
      const json::Value* items = find_either(scope.members, signal.items, signal.old_items);
      for_each_object(items, deeper, sink,
                      [&](const Object& item, const Cursor& deepest) { sink(signal.make(item, deepest, resource)); });
    });
  });
}

bool is_lone_span(const Members& members) {
  return has(members, "traceId", Kind::String) && has(members, "spanId", Kind::String) &&
         json::find(members, "startTimeUnixNano") != nullptr && has(members, "attributes", Kind::Array);
}

bool recognises(const Object& object) {
  const Members& members = object.members;
  for (const Signal& signal : k_signals) {
    if (find_either(members, signal.resources, signal.old_resources) != nullptr) {
      return true;
    }
  }
  return has(members, "resourceMetrics", Kind::Array) || is_lone_span(members);
}

void read(const Object& object, const Cursor& at, const PieceSink& sink) {
  if (is_lone_span(object.members)) {
    sink(piece_of_span(object, at, ""));
    return;
  }
  for (const Signal& signal : k_signals) {
    read_signal(signal, find_either(object.members, signal.resources, signal.old_resources), at, sink);
  }
  // Metrics are evidence of no operation: one piece for each resource.
  for_each_object(json::find(object.members, "resourceMetrics"), at, sink,
                  [&](const Object& metrics, const Cursor& inner) { sink(inner.piece_of(metrics.raw)); });
}

}  // namespace

const Format k_otlp = {"otlp", recognises, read};

}  // namespace itk::collect::readers
