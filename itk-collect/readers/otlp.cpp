// OTLP as JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): an export request, one per line in
// JSONL, or single spans with a list of attributes.
#include <array>

#include "itk-collect/readers/flat_span.h"
#include "itk-collect/readers/format.h"

namespace itk::collect::readers {
namespace {

using json::Kind;

const json::Value* find_either(const Members& members, std::string_view name, std::string_view old_name) {
  const json::Value* value = json::find(members, name);
  return value != nullptr ? value : json::find(members, old_name);
}

std::string_view text_of(const Members& members, std::string_view name, std::string_view old_name) {
  const json::Value* value = find_either(members, name, old_name);
  return value != nullptr && value->kind == Kind::String ? value->text : std::string_view{};
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

std::string plain_events(const json::Value* events, const Cursor& at) {
  std::string out;
  const Members* elements = at.open(events);
  const Cursor inner = at.inside();
  for (std::size_t i = 0; elements != nullptr && i < elements->size(); ++i) {
    if (const Members* event = inner.open(&(*elements)[i].value)) {
      append_event(out, text_in(*event, "name"), plain_attributes(json::find(*event, "attributes"), inner.inside()));
    }
  }
  return out;
}

void read_status(const json::Value* status, const Cursor& at, FlatSpan& flat) {
  const Members* members = at.open(status);
  const json::Value* code = members != nullptr ? json::find(*members, "code") : nullptr;
  if (code != nullptr) {
    flat.is_error = (code->is_integer && code->integer == 2) || code->text.ends_with("ERROR");
    flat.message = text_in(*members, "message");
  }
}

Piece piece_of_span(const Object& span, const Cursor& at, const std::string& resource) {
  const Members& members = span.members;
  FlatSpan flat;
  flat.trace = hex_id(text_of(members, "traceId", "trace_id"), 32);
  flat.span = hex_id(text_of(members, "spanId", "span_id"), 16);
  flat.parent = hex_id(text_of(members, "parentSpanId", "parent_span_id"), 16);
  flat.parent = flat.parent.find_first_not_of('0') == std::string::npos ? "" : flat.parent;
  flat.name = text_in(members, "name");
  flat.kind = kind_of(json::find(members, "kind"));
  flat.start = time_of(find_either(members, "startTimeUnixNano", "start_time_unix_nano"));
  flat.end = time_of(find_either(members, "endTimeUnixNano", "end_time_unix_nano"));
  flat.attributes = plain_attributes(json::find(members, "attributes"), at);
  flat.events = plain_events(json::find(members, "events"), at);
  flat.resource = resource;
  read_status(json::find(members, "status"), at, flat);
  Piece piece = at.piece_of(span.raw);
  piece.translation = to_text(flat);
  return piece;
}

void append_time(std::string& members, std::string_view name, const json::Value* time) {
  if (const std::string ns = time_of(time); !ns.empty() && ns != "0") {
    append_member(members, name, ns);
  }
}

void append_id(std::string& members, std::string_view name, std::string_view id, std::size_t digits) {
  if (!id.empty()) {
    append_text(members, name, hex_id(id, digits));
  }
}

// A log record in the words of AgentCore's log streams, which are those of OTLP with flat attributes.
Piece piece_of_log(const Object& record, const Cursor& at, const std::string& resource) {
  std::string members;
  const auto find = [&](std::string_view name, std::string_view old_name) {
    return find_either(record.members, name, old_name);
  };
  append_time(members, "timeUnixNano", find("timeUnixNano", "time_unix_nano"));
  append_time(members, "observedTimeUnixNano", find("observedTimeUnixNano", "observed_time_unix_nano"));
  append_id(members, "traceId", text_of(record.members, "traceId", "trace_id"), 32);
  append_id(members, "spanId", text_of(record.members, "spanId", "span_id"), 16);
  for (const auto& [name, old_name] :
       {std::pair("severityText", "severity_text"), std::pair("severityNumber", "severity_number"),
        std::pair("eventName", "event_name")}) {
    if (const json::Value* value = find(name, old_name); value != nullptr && !value->is_null()) {
      append_member(members, name, one_line(value->raw));
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

// Names of a level: as they are, in protobuf's spelling, as they were, ...
using Aliases = std::array<std::string_view, 4>;

struct Signal {
  Aliases resources, scopes, items;
  MakePiece make;
};

constexpr Signal k_signals[] = {
    {{"resourceSpans", "resource_spans", "batches"},  // the last is Tempo's
     {"scopeSpans", "scope_spans", "instrumentationLibrarySpans", "instrumentation_library_spans"},
     {"spans"},
     piece_of_span},
    {{"resourceLogs", "resource_logs"},
     {"scopeLogs", "scope_logs", "instrumentationLibraryLogs", "instrumentation_library_logs"},
     {"logRecords", "log_records", "logs"},
     piece_of_log},
};

const json::Value* find_level(const Members& members, const Aliases& names) {
  for (const std::string_view name : names) {
    const json::Value* value = name.empty() ? nullptr : json::find(members, name);
    if (value != nullptr) {
      return value;
    }
  }
  return nullptr;
}

void read_signal(const Signal& signal, const json::Value* resources, const Cursor& at, const PieceSink& sink) {
  for_each_object(resources, at, sink, [&](const Object& entry, const Cursor& inner) {
    const Members* holder = inner.open(json::find(entry.members, "resource"));
    const std::string resource =
        holder != nullptr ? plain_attributes(json::find(*holder, "attributes"), inner.inside()) : "";
    for_each_object(
        find_level(entry.members, signal.scopes), inner, sink, [&](const Object& scope, const Cursor& deeper) {
          for_each_object(
              find_level(scope.members, signal.items), deeper, sink,
              [&](const Object& item, const Cursor& deepest) { sink(signal.make(item, deepest, resource)); });
        });
  });
}

bool is_lone_span(const Members& members) {
  return !text_of(members, "traceId", "trace_id").empty() && !text_of(members, "spanId", "span_id").empty() &&
         find_either(members, "startTimeUnixNano", "start_time_unix_nano") != nullptr &&
         has(members, "attributes", Kind::Array);
}

// "batches" and "logs" are words of others, too.
bool has_signal(const Signal& signal, const Members& members) {
  const json::Value* list = find_level(members, signal.resources);
  return list != nullptr && (list->kind == Kind::Array || list->is_null()) &&
         (json::find(members, "batches") != list || list->raw.find("pans\"") != std::string_view::npos);
}

const json::Value* metrics_in(const Members& members) {
  return find_either(members, "resourceMetrics", "resource_metrics");
}

bool recognises(const Object& object) {
  const Members& members = object.members;
  for (const Signal& signal : k_signals) {
    if (has_signal(signal, members)) {
      return true;
    }
  }
  const json::Value* metrics = metrics_in(members);
  return (metrics != nullptr && metrics->kind == Kind::Array) || is_lone_span(members);
}

void read(const Object& object, const Cursor& at, const PieceSink& sink) {
  if (is_lone_span(object.members)) {
    sink(piece_of_span(object, at, ""));
    return;
  }
  for (const Signal& signal : k_signals) {
    read_signal(signal, find_level(object.members, signal.resources), at, sink);
  }
  // Metrics are evidence of no operation: one piece for each resource.
  for_each_object(metrics_in(object.members), at, sink,
                  [&](const Object& metrics, const Cursor& inner) { sink(inner.piece_of(metrics.raw)); });
}

}  // namespace

const Format k_otlp = {"otlp", recognises, read};

}  // namespace itk::collect::readers
