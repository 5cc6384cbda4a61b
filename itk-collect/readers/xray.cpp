// X-Ray (https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html): answers of BatchGetTraces,
// traces, and bare segment documents. Each segment and each subsegment, however deep, is a piece.
#include "itk-collect/readers/flat_span.h"
#include "itk-collect/readers/format.h"

namespace itk::collect::readers {
namespace {

using json::Kind;

// What a subsegment inherits.
struct Above {
  std::string_view trace;
  std::string_view parent;
  std::string resource;
  std::string function;  // `"faas.name":...` where the segment is a Lambda's
};

// "1-5759e988-bd862e3fe1be46a994272793" as OpenTelemetry has it.
std::string trace_of(std::string_view id) {
  constexpr std::size_t k_size = 35;
  if (id.size() == k_size && id.starts_with("1-") && id[10] == '-') {
    return hex_id(std::string(id.substr(2, 8)) + std::string(id.substr(11)), 32);
  }
  return std::string(id);
}

bool is_true(const Members& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value != nullptr && value->kind == Kind::Bool && value->boolean;
}

std::string time_of(const json::Value* value) {
  return value != nullptr && value->kind == Kind::Number ? nanoseconds(value->raw, 9) : "";
}

// The cause may be the id of an exception that another segment has.
void add_cause(const Members& members, const Cursor& at, FlatSpan& flat) {
  flat.is_error = is_true(members, "fault") || is_true(members, "error") || is_true(members, "throttle");
  const json::Value* cause = json::find(members, "cause");
  const Members* opened = cause != nullptr && cause->kind == Kind::Object ? at.open(cause) : nullptr;
  const Cursor inner = at.inside();
  const Members* exceptions = opened != nullptr ? inner.open(json::find(*opened, "exceptions")) : nullptr;
  const Cursor deeper = inner.inside();
  const Members* first =
      exceptions != nullptr && !exceptions->empty() ? deeper.open(&exceptions->front().value) : nullptr;
  if (first != nullptr) {
    flat.message = text_in(*first, "message");
    append_text(flat.attributes, "error.type", text_in(*first, "type"));
  } else if (is_true(members, "throttle")) {
    append_text(flat.attributes, "error.type", "Throttling");
  }
}

// What names the component: the function, the service that is called, or the segment's own service.
void add_component(const Members& members, bool is_subsegment, Above& above, FlatSpan& flat) {
  const std::string_view name = text_in(members, "name");
  const std::string_view called = text_in(members, "namespace");
  if (!is_subsegment) {
    above.function.clear();
    above.resource.clear();
    append_text(above.resource, "service.name", name);
    if (text_in(members, "origin").starts_with("AWS::Lambda")) {
      append_text(above.function, "faas.name", name);
      flat.kind = "SERVER";
    }
  }
  flat.resource = above.resource;
  if (called == "aws" || called == "remote") {
    append_text(flat.attributes, called == "aws" ? "aws.remote.service" : "peer.service", name);
    flat.kind = "CLIENT";
  } else if (!above.function.empty()) {
    flat.attributes += (flat.attributes.empty() ? "" : ",") + above.function;
  }
}

void add_aws(const Members& members, bool is_subsegment, const Cursor& at, FlatSpan& flat) {
  const Members* aws = at.open(json::find(members, "aws"));
  if (aws == nullptr) {
    return;
  }
  if (const std::string_view operation = text_in(*aws, "operation"); !operation.empty()) {
    flat.name = operation;
  }
  const std::string_view request = text_in(*aws, "request_id");
  if (!request.empty()) {
    const bool is_lambda = !is_subsegment && text_in(members, "origin").starts_with("AWS::Lambda");
    append_text(flat.attributes, is_lambda ? "faas.invocation_id" : "aws.request_id", request);
  }
  if (const std::string_view message = text_in(*aws, "message_id"); !message.empty()) {
    append_text(flat.attributes, "message_id", message);
  }
}

Piece piece_of(const Object& segment, bool is_subsegment, Above& above, const Cursor& at) {
  const Members& members = segment.members;
  FlatSpan flat;
  flat.trace = trace_of(above.trace);
  flat.span = text_in(members, "id");
  flat.parent = above.parent;
  flat.name = text_in(members, "name");
  flat.start = time_of(json::find(members, "start_time"));
  flat.end = time_of(json::find(members, "end_time"));
  add_component(members, is_subsegment, above, flat);
  add_aws(members, is_subsegment, at, flat);
  add_cause(members, at, flat);
  // Ids stand there: of linked traces, and those that an application annotates.
  for (const std::string_view key : {"links", "annotations", "metadata", "http"}) {
    if (const json::Value* value = json::find(members, key); value != nullptr && !value->is_null()) {
      append_member(flat.attributes, key, one_line(value->raw));
    }
  }
  Piece piece = at.piece_of(segment.raw);
  piece.translation = to_text(flat);
  return piece;
}

void read_segment(const Object& segment, bool is_subsegment, Above above, const Cursor& at, const PieceSink& sink) {
  const std::string_view own_trace = text_in(segment.members, "trace_id");
  above.trace = own_trace.empty() ? above.trace : own_trace;
  const std::string_view own_parent = text_in(segment.members, "parent_id");
  above.parent = own_parent.empty() ? above.parent : own_parent;
  // A subsegment that is sent on its own says so.
  const bool is_part = is_subsegment || text_in(segment.members, "type") == "subsegment";
  sink(piece_of(segment, is_part, above, at));
  above.parent = text_in(segment.members, "id");
  for_each_object(json::find(segment.members, "subsegments"), at, sink,
                  [&](const Object& part, const Cursor& inner) { read_segment(part, true, above, inner, sink); });
}

bool is_segment(const Members& members) {
  return has(members, "id", Kind::String) && has(members, "name", Kind::String) &&
         text_in(members, "id").size() == 16 &&
         (has(members, "start_time", Kind::Number) || has(members, "end_time", Kind::Number));
}

// A document in a string.
void read_document(const json::Value& value, const Cursor& at, const PieceSink& sink) {
  const json::PaddedText text(value.text);
  const Place place = at.place().within(value.raw, text.view());
  const Cursor inside = at.inside(place);
  const Members* members = text.view().starts_with('{') ? inside.open(text.view()) : nullptr;
  if (members == nullptr) {
    sink({at.place().id_of(value.raw), std::string(value.text), {}});
    return;
  }
  if (!is_segment(*members)) {  // a span in OpenTelemetry's words, as retrieved traces have it
    sink(inside.piece_of(text.view()));
    return;
  }
  read_segment({*members, text.view()}, false, {}, inside.inside(), sink);
}

// The segments of a trace, each itself or under "Document".
void read_segments(const json::Value* segments, const Cursor& at, const PieceSink& sink) {
  for_each_object(segments, at, sink, [&](const Object& entry, const Cursor& inner) {
    const json::Value* document = json::find(entry.members, "Document");
    const Members* opened = document != nullptr && document->kind == Kind::Object ? inner.open(document) : nullptr;
    if (document != nullptr && document->kind == Kind::String) {
      read_document(*document, inner, sink);
    } else if (opened != nullptr && is_segment(*opened)) {
      read_segment({*opened, document->raw}, false, {}, inner.inside(), sink);
    } else if (is_segment(entry.members)) {
      read_segment(entry, false, {}, inner, sink);
    } else {
      sink(inner.piece_of(entry.raw));
    }
  });
}

// "Spans" of a trace that was retrieved (ListRetrievedTraces).
const json::Value* list_in(const Members& members) {
  for (const std::string_view key : {"Segments", "Spans"}) {
    if (has(members, key, Kind::Array)) {
      return json::find(members, key);
    }
  }
  return nullptr;
}

bool recognises(const Object& object) {
  const Members& members = object.members;
  return has(members, "Traces", Kind::Array) || has(members, "TraceSegmentDocuments", Kind::Array) ||
         (list_in(members) != nullptr && has(members, "Id", Kind::String)) || is_segment(members);
}

void read(const Object& object, const Cursor& at, const PieceSink& sink) {
  if (is_segment(object.members)) {
    read_segment(object, false, {}, at, sink);
  } else if (const json::Value* documents = json::find(object.members, "TraceSegmentDocuments")) {
    const Members* elements = at.open(documents);
    for (std::size_t i = 0; elements != nullptr && i < elements->size(); ++i) {
      const json::Value& value = (*elements)[i].value;
      value.kind == Kind::String ? read_document(value, at, sink) : sink(at.piece_of(value.raw));
    }
  } else if (const json::Value* segments = list_in(object.members)) {
    read_segments(segments, at, sink);
  } else {
    for_each_object(json::find(object.members, "Traces"), at, sink, [&](const Object& trace, const Cursor& inner) {
      read_segments(list_in(trace.members), inner, sink);
    });
  }
}

}  // namespace

const Format k_xray = {"xray", recognises, read};

}  // namespace itk::collect::readers
