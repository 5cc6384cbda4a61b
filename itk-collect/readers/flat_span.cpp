#include "itk-collect/readers/flat_span.h"

#include <algorithm>
#include <charconv>

#include "common/base/digest.h"
#include "common/base/text.h"
#include "common/json/raw_json.h"
#include "common/json/writer.h"

namespace itk::collect::readers {
namespace {

bool is_hex(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_digits(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

}  // namespace

std::string to_text(const FlatSpan& span) {
  std::string text;
  json::ObjectWriter out(text);
  out.string("traceId", span.trace);
  out.string("spanId", span.span);
  if (!span.parent.empty()) {
    out.string("parentSpanId", span.parent);
  }
  out.string("name", span.name.empty() ? "(unnamed)" : span.name);
  if (!span.kind.empty()) {
    out.string("kind", span.kind);
  }
  if (!span.start.empty()) {
    out.raw("startTimeUnixNano", span.start);
  }
  if (!span.end.empty()) {
    out.raw("endTimeUnixNano", span.end);
  }
  out.raw("attributes", "{" + span.attributes + "}");
  out.raw("resource", "{\"attributes\":{" + span.resource + "}}");
  if (!span.events.empty()) {
    out.raw("events", "[" + span.events + "]");
  }
  out.raw("status", span.is_error ? "{\"code\":\"ERROR\",\"message\":" + json::quote(span.message) + "}" : "{}");
  out.close();
  return text;
}

std::string hex_id(std::string_view text, std::size_t digits) {
  std::string id(text);
  if (text.ends_with('=')) {  // 8 and 16 bytes in base 64 always do
    if (const Result<std::string> bytes = base64_decode(text); bytes && bytes->size() * 2 <= digits) {
      id = to_hex(reinterpret_cast<const unsigned char*>(bytes->data()), bytes->size());
    }
  }
  if (!is_hex(id) || id.size() > digits) {
    return std::string(text);
  }
  std::transform(id.begin(), id.end(), id.begin(),
                 [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
  return std::string(digits - id.size(), '0') + id;
}

// By its digits: a double of seconds has no nanoseconds left.
std::string nanoseconds(std::string_view number, int digits_of_a_unit) {
  const auto digits = static_cast<std::size_t>(digits_of_a_unit);
  const std::size_t exponent = number.find_first_of("eE");
  if (exponent != std::string_view::npos) {
    double value = 0;
    const auto [stopped, failure] = std::from_chars(number.data(), number.data() + number.size(), value);
    for (std::size_t i = 0; i < digits; ++i) {
      value *= 10;
    }
    if (failure != std::errc() || !(value >= 0 && value < 9.2e18)) {
      return "";
    }
    return std::to_string(static_cast<std::int64_t>(value));
  }
  const std::size_t point = std::min(number.find('.'), number.size());
  const std::string_view whole = number.substr(0, point);
  std::string fraction(point < number.size() ? number.substr(point + 1) : std::string_view{});
  if (whole.empty() || whole.size() > 19 - digits || !is_digits(whole) || !is_digits(fraction)) {
    return "";
  }
  fraction.resize(digits, '0');
  std::string out = std::string(whole) + fraction;
  out.erase(0, std::min(out.find_first_not_of('0'), out.size() - 1));
  return out;
}

void append_member(std::string& members, std::string_view key, std::string_view value) {
  if (!members.empty()) {
    members += ',';
  }
  json::append_quoted(members, key);
  members += ':';
  members += value;
}

void append_text(std::string& members, std::string_view key, std::string_view text) {
  append_member(members, key, json::quote(text));
}

void append_event(std::string& events, std::string_view name, std::string_view attributes) {
  events += events.empty() ? "{\"name\":" : ",{\"name\":";
  json::append_quoted(events, name);
  ((events += ",\"attributes\":{") += attributes) += "}}";
}

}  // namespace itk::collect::readers
