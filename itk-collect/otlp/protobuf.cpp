#include "itk-collect/otlp/protobuf.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

#include "common/base/digest.h"
#include "common/base/text.h"
#include "common/json/writer.h"

namespace itk::collect::otlp {
namespace {

// Values nest in values.
constexpr int k_deepest = 64;

enum class Wire : unsigned { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

enum class Type { Text, Hex, Base64, Fixed64, Fixed32, Number, Int64, Bool, Double, Message };

struct Message;

struct Field {
  unsigned number;
  std::string_view name;
  Type type;
  const Message* message = nullptr;
  bool is_repeated = false;
};

struct Message {
  const Field* fields;
  std::size_t count;
};

template <std::size_t size>
constexpr Message message_of(const Field (&fields)[size]) {
  return {fields, size};
}

// --- OTLP (opentelemetry-proto v1) ---

extern const Message k_any_value;
extern const Message k_key_value;

constexpr Field k_array_fields[] = {{1, "values", Type::Message, &k_any_value, true}};
constexpr Message k_array = message_of(k_array_fields);
constexpr Field k_list_fields[] = {{1, "values", Type::Message, &k_key_value, true}};
constexpr Message k_list = message_of(k_list_fields);
constexpr Field k_any_value_fields[] = {{1, "stringValue", Type::Text},
                                        {2, "boolValue", Type::Bool},
                                        {3, "intValue", Type::Int64},
                                        {4, "doubleValue", Type::Double},
                                        {5, "arrayValue", Type::Message, &k_array},
                                        {6, "kvlistValue", Type::Message, &k_list},
                                        {7, "bytesValue", Type::Base64}};
const Message k_any_value = message_of(k_any_value_fields);
constexpr Field k_key_value_fields[] = {{1, "key", Type::Text}, {2, "value", Type::Message, &k_any_value}};
const Message k_key_value = message_of(k_key_value_fields);

constexpr Field k_resource_fields[] = {{1, "attributes", Type::Message, &k_key_value, true}};
constexpr Message k_resource = message_of(k_resource_fields);
constexpr Field k_scope_fields[] = {
    {1, "name", Type::Text}, {2, "version", Type::Text}, {3, "attributes", Type::Message, &k_key_value, true}};
constexpr Message k_scope = message_of(k_scope_fields);

constexpr Field k_event_fields[] = {
    {1, "timeUnixNano", Type::Fixed64}, {2, "name", Type::Text}, {3, "attributes", Type::Message, &k_key_value, true}};
constexpr Message k_event = message_of(k_event_fields);
constexpr Field k_link_fields[] = {{1, "traceId", Type::Hex},
                                   {2, "spanId", Type::Hex},
                                   {3, "traceState", Type::Text},
                                   {4, "attributes", Type::Message, &k_key_value, true},
                                   {6, "flags", Type::Fixed32}};
constexpr Message k_link = message_of(k_link_fields);
constexpr Field k_status_fields[] = {{2, "message", Type::Text}, {3, "code", Type::Number}};
constexpr Message k_status = message_of(k_status_fields);
constexpr Field k_span_fields[] = {{1, "traceId", Type::Hex},
                                   {2, "spanId", Type::Hex},
                                   {3, "traceState", Type::Text},
                                   {4, "parentSpanId", Type::Hex},
                                   {5, "name", Type::Text},
                                   {6, "kind", Type::Number},
                                   {7, "startTimeUnixNano", Type::Fixed64},
                                   {8, "endTimeUnixNano", Type::Fixed64},
                                   {9, "attributes", Type::Message, &k_key_value, true},
                                   {10, "droppedAttributesCount", Type::Number},
                                   {11, "events", Type::Message, &k_event, true},
                                   {12, "droppedEventsCount", Type::Number},
                                   {13, "links", Type::Message, &k_link, true},
                                   {14, "droppedLinksCount", Type::Number},
                                   {15, "status", Type::Message, &k_status},
                                   {16, "flags", Type::Fixed32}};
constexpr Message k_span = message_of(k_span_fields);
constexpr Field k_scope_spans_fields[] = {{1, "scope", Type::Message, &k_scope},
                                          {2, "spans", Type::Message, &k_span, true}};
constexpr Message k_scope_spans = message_of(k_scope_spans_fields);
constexpr Field k_resource_spans_fields[] = {{1, "resource", Type::Message, &k_resource},
                                             {2, "scopeSpans", Type::Message, &k_scope_spans, true}};
constexpr Message k_resource_spans = message_of(k_resource_spans_fields);
constexpr Field k_traces_fields[] = {{1, "resourceSpans", Type::Message, &k_resource_spans, true}};
constexpr Message k_traces = message_of(k_traces_fields);

constexpr Field k_record_fields[] = {{1, "timeUnixNano", Type::Fixed64},
                                     {11, "observedTimeUnixNano", Type::Fixed64},
                                     {2, "severityNumber", Type::Number},
                                     {3, "severityText", Type::Text},
                                     {5, "body", Type::Message, &k_any_value},
                                     {6, "attributes", Type::Message, &k_key_value, true},
                                     {7, "droppedAttributesCount", Type::Number},
                                     {8, "flags", Type::Fixed32},
                                     {9, "traceId", Type::Hex},
                                     {10, "spanId", Type::Hex},
                                     {12, "eventName", Type::Text}};
constexpr Message k_record = message_of(k_record_fields);
constexpr Field k_scope_logs_fields[] = {{1, "scope", Type::Message, &k_scope},
                                         {2, "logRecords", Type::Message, &k_record, true}};
constexpr Message k_scope_logs = message_of(k_scope_logs_fields);
constexpr Field k_resource_logs_fields[] = {{1, "resource", Type::Message, &k_resource},
                                            {2, "scopeLogs", Type::Message, &k_scope_logs, true}};
constexpr Message k_resource_logs = message_of(k_resource_logs_fields);
constexpr Field k_logs_fields[] = {{1, "resourceLogs", Type::Message, &k_resource_logs, true}};
constexpr Message k_logs = message_of(k_logs_fields);

// --- The wire format (https://protobuf.dev/programming-guides/encoding/) ---

// A field as it stands in a message.
struct Found {
  unsigned number = 0;
  Wire wire = Wire::Varint;
  std::uint64_t value = 0;  // of what is no Bytes
  std::string_view bytes;
};

tl::unexpected<Error> broken(std::string_view what) {
  return tl::make_unexpected(
      contract_error("bad_protobuf", fmt::format("not a message of OTLP in protobuf: {}", what)));
}

std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) {
      return value;
    }
  }
  return std::nullopt;
}

// Little endian.
std::optional<std::uint64_t> take_fixed(std::string_view& bytes, std::size_t size) {
  if (bytes.size() < size) {
    return std::nullopt;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << 8 * i;
  }
  bytes.remove_prefix(size);
  return value;
}

Result<Found> take_field(std::string_view& bytes) {
  const std::optional<std::uint64_t> tag = take_varint(bytes);
  if (!tag || *tag >> 3 == 0 || *tag >> 3 > 0x1fffffff) {
    return broken("a field has no number");
  }
  Found found;
  found.number = static_cast<unsigned>(*tag >> 3);
  found.wire = static_cast<Wire>(*tag & 7);
  std::optional<std::uint64_t> value;
  switch (found.wire) {
    case Wire::Varint:
    case Wire::Bytes:
      value = take_varint(bytes);
      break;
    case Wire::Fixed64:
      value = take_fixed(bytes, 8);
      break;
    case Wire::Fixed32:
      value = take_fixed(bytes, 4);
      break;
  }
  if (!value || (found.wire == Wire::Bytes && *value > bytes.size())) {
    return broken("it breaks off, or has a wire type that is not known");
  }
  found.value = *value;
  if (found.wire == Wire::Bytes) {
    found.bytes = bytes.substr(0, static_cast<std::size_t>(*value));
    bytes.remove_prefix(found.bytes.size());
  }
  return found;
}

Wire wire_of(Type type) {
  switch (type) {
    case Type::Text:
    case Type::Hex:
    case Type::Base64:
    case Type::Message:
      return Wire::Bytes;
    case Type::Fixed64:
    case Type::Double:
      return Wire::Fixed64;
    case Type::Fixed32:
      return Wire::Fixed32;
    case Type::Number:
    case Type::Int64:
    case Type::Bool:
      break;
  }
  return Wire::Varint;
}

// --- Into JSON ---

Status append_message(std::string& out, std::string_view bytes, const Message& message, int depth);

void append_double(std::string& out, std::uint64_t bits) {
  const auto number = std::bit_cast<double>(bits);
  // JSON has no such numbers: protobuf's JSON spells them.
  if (number != number) {
    out += "\"NaN\"";
  } else if (number - number != 0) {
    out += number > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  } else {
    json::append_double(out, number);
  }
}

Status append_value(std::string& out, const Found& found, const Field& field, int depth) {
  switch (field.type) {
    case Type::Text:
      if (!is_utf8(found.bytes)) {
        return broken("a string is not UTF-8");
      }
      json::append_quoted(out, found.bytes);
      return {};
    case Type::Hex:
      json::append_quoted(out, to_hex(reinterpret_cast<const unsigned char*>(found.bytes.data()), found.bytes.size()));
      return {};
    case Type::Base64:
      json::append_quoted(out, base64_encode(found.bytes));
      return {};
    case Type::Fixed64:
      json::append_quoted(out, std::to_string(found.value));
      return {};
    case Type::Int64:
      json::append_quoted(out, std::to_string(static_cast<std::int64_t>(found.value)));
      return {};
    case Type::Number:
      out += std::to_string(static_cast<std::int32_t>(found.value));
      return {};
    case Type::Fixed32:
      out += std::to_string(found.value);
      return {};
    case Type::Bool:
      out += found.value != 0 ? "true" : "false";
      return {};
    case Type::Double:
      append_double(out, found.value);
      return {};
    case Type::Message:
      return append_message(out, found.bytes, *field.message, depth + 1);
  }
  return {};
}

// Of a field that is not repeated the last one counts.
Status append_field(json::ObjectWriter& object, const std::vector<Found>& all, const Field& field, int depth) {
  const auto is_it = [&](const Found& found) { return found.number == field.number; };
  const auto first = std::find_if(all.begin(), all.end(), is_it);
  if (first == all.end()) {
    return {};
  }
  object.key(field.name);
  std::string& out = object.text();
  if (!field.is_repeated) {
    return append_value(out, *std::find_if(all.rbegin(), all.rend(), is_it), field, depth);
  }
  out += '[';
  for (auto found = first; found != all.end(); ++found) {
    if (is_it(*found)) {
      out += found == first ? "" : ",";
      ITK_TRY(append_value(out, *found, field, depth));
    }
  }
  out += ']';
  return {};
}

Status append_message(std::string& out, std::string_view bytes, const Message& message, int depth) {
  if (depth > k_deepest) {
    return broken(fmt::format("it is nested more than {} levels deep", k_deepest));
  }
  std::vector<Found> found;
  while (!bytes.empty()) {
    ITK_TRY_ASSIGN(Found next, take_field(bytes));
    const auto* const end = message.fields + message.count;
    const auto* const field =
        std::find_if(message.fields, end, [&](const Field& one) { return one.number == next.number; });
    if (field == end) {
      continue;
    }
    if (next.wire != wire_of(field->type)) {
      return broken(fmt::format("\"{}\" has another type", field->name));
    }
    found.push_back(next);
  }
  json::ObjectWriter object(out);
  for (std::size_t i = 0; i < message.count; ++i) {
    ITK_TRY(append_field(object, found, message.fields[i], depth));
  }
  object.close();
  return {};
}

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) {
    out += static_cast<char>((value & 0x7f) | 0x80);
  }
  out += static_cast<char>(value);
}

}  // namespace

Result<std::string> to_json(std::string_view protobuf, Signal signal) {
  std::string out;
  ITK_TRY(append_message(out, protobuf, signal == Signal::Traces ? k_traces : k_logs, 0));
  return out;
}

std::string status_message(int code, std::string_view message) {
  std::string out = "\x08";
  append_varint(out, static_cast<std::uint64_t>(code));
  out += '\x12';
  append_varint(out, message.size());
  return out += message;
}

}  // namespace itk::collect::otlp
