// Jaeger's JSON: what its UI and /api/traces give ({"data":[{"spans":[...],"processes":{...}}]}), one trace of it,
// spans that carry their process themselves, and its domain model as protobuf writes it (ids in base 64, typed tag
// values).
#include <charconv>
#include <map>

#include "common/base/time.h"
#include "itk-collect/readers/flat_span.h"
#include "itk-collect/readers/format.h"

namespace itk::collect::readers {
namespace {

using json::Kind;

// "traceID" in the UI's form, "traceId" in the domain model's.
std::string_view id_in(const Members& members, std::string_view name, std::string_view domain_name) {
  const std::string_view id = text_in(members, name);
  return id.empty() ? text_in(members, domain_name) : id;
}

std::string_view tag_value(const Members& tag) {
  for (const std::string_view key : {"value", "vStr", "vInt64", "vBool", "vFloat64", "vBinary"}) {
    if (const json::Value* value = json::find(tag, key)) {
      return value->raw;
    }
  }
  return "null";
}

// [{"key":...,"value":...}] as `"key":value,...`.
std::string plain_tags(const json::Value* tags, const Cursor& at) {
  std::string out;
  const Members* elements = at.open(tags);
  const Cursor inner = at.inside();
  for (std::size_t i = 0; elements != nullptr && i < elements->size(); ++i) {
    if (const Members* tag = inner.open(&(*elements)[i].value)) {
      append_member(out, text_in(*tag, "key"), one_line(tag_value(*tag)));
    }
  }
  return out;
}

bool says_error(const json::Value* tags, const Cursor& at) {
  const Members* elements = at.open(tags);
  const Cursor inner = at.inside();
  for (std::size_t i = 0; elements != nullptr && i < elements->size(); ++i) {
    const Members* tag = inner.open(&(*elements)[i].value);
    const std::string_view key = tag != nullptr ? text_in(*tag, "key") : "";
    const std::string_view value = tag != nullptr ? tag_value(*tag) : "";
    if ((key == "error" && (value == "true" || value == "\"true\"")) ||
        (key == "otel.status_code" && value == "\"ERROR\"")) {
      return true;
    }
  }
  return false;
}

// A span's resource: `"service.name":...` and the tags of its process.
std::string resource_of(const json::Value* process, const Cursor& at) {
  std::string out;
  if (const Members* members = at.open(process)) {
    if (const std::string_view service = text_in(*members, "serviceName"); !service.empty()) {
      append_text(out, "service.name", service);
    }
    const std::string tags = plain_tags(json::find(*members, "tags"), at.inside());
    out += (out.empty() || tags.empty() ? "" : ",") + tags;
  }
  return out;
}

// The first reference that says whose child it is; one that it only follows is no parent.
std::string parent_of(const Members& span, std::string_view trace, const Cursor& at) {
  if (const std::string_view parent = id_in(span, "parentSpanID", "parentSpanId"); !parent.empty()) {
    return hex_id(parent, 16);
  }
  const Members* references = at.open(json::find(span, "references"));
  const Cursor inner = at.inside();
  for (std::size_t i = 0; references != nullptr && i < references->size(); ++i) {
    const Members* reference = inner.open(&(*references)[i].value);
    const std::string_view type = reference != nullptr ? text_in(*reference, "refType") : "FOLLOWS_FROM";
    // CHILD_OF is protobuf's zero, which its JSON leaves out.
    if ((type == "CHILD_OF" || type.empty()) && id_in(*reference, "traceID", "traceId") == trace) {
      return hex_id(id_in(*reference, "spanID", "spanId"), 16);
    }
  }
  return "";
}

std::string start_of(const Members& span) {
  const json::Value* start = json::find(span, "startTime");
  if (start == nullptr) {
    return "";
  }
  if (start->kind != Kind::String) {
    return nanoseconds(start->raw, 3);
  }
  const Result<Timestamp> time = parse_rfc3339(start->text);
  return time ? std::to_string(time->ns) : "";
}

// Microseconds, or "5000ns", "0.000005s".
std::string duration_of(const Members& span) {
  const json::Value* duration = json::find(span, "duration");
  if (duration == nullptr || (duration->kind != Kind::Number && duration->kind != Kind::String)) {
    return "";
  }
  if (duration->kind == Kind::Number) {
    return nanoseconds(duration->raw, 3);
  }
  const std::string_view text = duration->text;
  return text.ends_with("ns")  ? nanoseconds(text.substr(0, text.size() - 2), 0)
         : text.ends_with("s") ? nanoseconds(text.substr(0, text.size() - 1), 9)
                               : "";
}

std::string sum(const std::string& start, const std::string& duration) {
  if (start.empty() || duration.empty()) {
    return "";
  }
  std::int64_t from = 0, length = 0, end = 0;
  const auto [stop_a, failed_a] = std::from_chars(start.data(), start.data() + start.size(), from);
  const auto [stop_b, failed_b] = std::from_chars(duration.data(), duration.data() + duration.size(), length);
  const bool is_over = failed_a != std::errc() || failed_b != std::errc() || __builtin_add_overflow(from, length, &end);
  return is_over ? "" : std::to_string(end);
}

// [{"timestamp":...,"fields":[{"key":"event","value":"exception"},...]}]
std::string plain_logs(const json::Value* logs, const Cursor& at) {
  std::string out;
  const Members* elements = at.open(logs);
  const Cursor inner = at.inside();
  for (std::size_t i = 0; elements != nullptr && i < elements->size(); ++i) {
    const Members* log = inner.open(&(*elements)[i].value);
    const json::Value* fields = log != nullptr ? json::find(*log, "fields") : nullptr;
    if (fields == nullptr) {
      continue;
    }
    const bool is_exception = fields->raw.find("\"exception\"") != std::string_view::npos;
    append_event(out, is_exception ? "exception" : "log", plain_tags(fields, inner.inside()));
  }
  return out;
}

Piece piece_of(const Object& span, const Cursor& at, const std::string& resource) {
  const Members& members = span.members;
  const std::string_view trace = id_in(members, "traceID", "traceId");
  FlatSpan flat;
  flat.trace = hex_id(trace, 32);
  flat.span = hex_id(id_in(members, "spanID", "spanId"), 16);
  flat.parent = parent_of(members, trace, at);
  flat.name = text_in(members, "operationName");
  flat.start = start_of(members);
  flat.end = sum(flat.start, duration_of(members));
  flat.attributes = plain_tags(json::find(members, "tags"), at);
  flat.events = plain_logs(json::find(members, "logs"), at);
  flat.resource = resource.empty() ? resource_of(json::find(members, "process"), at) : resource;
  flat.is_error = says_error(json::find(members, "tags"), at);
  Piece piece = at.piece_of(span.raw);
  piece.translation = to_text(flat);
  return piece;
}

bool is_span(const Members& members) {
  return !id_in(members, "traceID", "traceId").empty() && !id_in(members, "spanID", "spanId").empty() &&
         has(members, "operationName", Kind::String);
}

bool is_trace(const Members& members) {
  return has(members, "spans", Kind::Array) && has(members, "processes", Kind::Object);
}

void read_trace(const Members& trace, const Cursor& at, const PieceSink& sink) {
  std::map<std::string, std::string, std::less<>> resources;  // by process
  if (const Members* processes = at.open(json::find(trace, "processes"))) {
    for (const json::Member& process : *processes) {
      resources.emplace(process.key, resource_of(&process.value, at.inside()));
    }
  }
  for_each_object(json::find(trace, "spans"), at, sink, [&](const Object& span, const Cursor& inner) {
    const auto resource = resources.find(text_in(span.members, "processID"));
    sink(piece_of(span, inner, resource == resources.end() ? std::string() : resource->second));
  });
}

// Lists of traces are told by the words of the API beside them; the UI keeps a single trace under "data", too.
bool recognises(const Object& object) {
  const json::Value* data = json::find(object.members, "data");
  if (is_trace(object.members) || is_span(object.members)) {
    return true;
  }
  return data != nullptr && (data->kind == Kind::Array || data->kind == Kind::Object) &&
         data->raw.find("\"spans\"") != std::string_view::npos &&
         data->raw.find("\"processes\"") != std::string_view::npos;
}

void read(const Object& object, const Cursor& at, const PieceSink& sink) {
  const json::Value* data = json::find(object.members, "data");
  if (is_trace(object.members)) {
    read_trace(object.members, at, sink);
  } else if (is_span(object.members)) {
    sink(piece_of(object, at, ""));
  } else if (data->kind == Kind::Object) {
    const Members* trace = at.open(data);
    trace != nullptr&& is_trace(*trace) ? read_trace(*trace, at.inside(), sink) : sink(at.piece_of(object.raw));
  } else {
    for_each_object(data, at, sink, [&](const Object& trace, const Cursor& inner) {
      is_trace(trace.members) ? read_trace(trace.members, inner, sink) : sink(inner.piece_of(trace.raw));
    });
  }
}

}  // namespace

const Format k_jaeger = {"jaeger", recognises, read};

}  // namespace itk::collect::readers
