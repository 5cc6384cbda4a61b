// Writes JSON objects into a string in the order of the calls, without spaces: the canonical form of our records.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/json/raw_json.h"

namespace itk::json {

// Integers beyond 2^53 are written as strings: jq 1.6 and JavaScript would round them.
inline constexpr std::int64_t k_max_exact_integer = std::int64_t{1} << 53;

void append_integer(std::string& out, std::int64_t value);
// The shortest text that reads back as the same double; what is not finite is written as null.
void append_double(std::string& out, double value);

class ObjectWriter {
 public:
  // Opens an object at the end of `out`, which outlives the writer.
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  void close() { out_ += '}'; }

  // The key; the caller appends the value to text().
  void key(std::string_view name);
  // The same for a name of ours, of which nothing has to be escaped.
  void own_key(std::string_view name) {
    if (!first_) {
      out_ += ',';
    }
    first_ = false;
    out_ += '"';
    (out_ += name) += "\":";
  }
  void string(std::string_view name, std::string_view value);
  void integer(std::string_view name, std::int64_t value);
  void number(std::string_view name, double value);
  void boolean(std::string_view name, bool value);
  void raw(std::string_view name, std::string_view json);
  // Members as they stand in another object's text: `"a":1,"b":2`.
  void members(std::string_view text);
  std::string& text() { return out_; }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace itk::json
