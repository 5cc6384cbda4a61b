// A span of any vocabulary in the one that common/logs reads: flat attributes, as in the log group aws/spans.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "itk-collect/readers/cursor.h"

namespace itk::collect::readers {

struct FlatSpan {
  std::string trace;  // in hex, or as the source spells it
  std::string span;
  std::string parent;
  std::string name;
  std::string kind;   // "SERVER"
  std::string start;  // nanoseconds since 1970, as JSON; empty: unknown
  std::string end;
  std::string attributes;  // `"key":value,...`
  std::string resource;    // the same
  std::string events;      // {"name":...,"attributes":{...}},...
  bool is_error = false;
  std::string message;  // of the error
};

std::string to_text(const FlatSpan& span);

// `text`, an id of `digits` hex digits, or its bytes in base 64 as protobuf's JSON has them, in lower-case hex with
// zeros in front; what is neither stays as it is.
std::string hex_id(std::string_view text, std::size_t digits);

// Seconds or microseconds since 1970 as JSON says them ("1596648396.6399446") in nanoseconds, to the last digit; "" of
// what is no such number.
std::string nanoseconds(std::string_view number, int digits_of_a_unit);

// Appends `"key":value` with a comma where one is due; `value` is JSON.
void append_member(std::string& members, std::string_view key, std::string_view value);
void append_text(std::string& members, std::string_view key, std::string_view text);
// Appends an event of a span; `attributes` are members.
void append_event(std::string& events, std::string_view name, std::string_view attributes);

}  // namespace itk::collect::readers
