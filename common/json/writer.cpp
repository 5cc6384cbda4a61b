#include "common/json/writer.h"

#include <charconv>
#include <cmath>

namespace itk::json {
namespace {

template <class T>
void append_shortest(std::string& out, T value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

}  // namespace

void append_integer(std::string& out, std::int64_t value) {
  const bool exact = value <= k_max_exact_integer && value >= -k_max_exact_integer;
  if (!exact) {
    out += '"';
  }
  append_shortest(out, value);
  if (!exact) {
    out += '"';
  }
}

void append_double(std::string& out, double value) {
  if (std::isfinite(value)) {
    append_shortest(out, value);
  } else {
    out += "null";
  }
}

void ObjectWriter::key(std::string_view name) {
  if (!first_) {
    out_ += ',';
  }
  first_ = false;
  append_quoted(out_, name);
  out_ += ':';
}

void ObjectWriter::string(std::string_view name, std::string_view value) {
  key(name);
  append_quoted(out_, value);
}

void ObjectWriter::integer(std::string_view name, std::int64_t value) {
  key(name);
  append_integer(out_, value);
}

void ObjectWriter::number(std::string_view name, double value) {
  key(name);
  append_double(out_, value);
}

void ObjectWriter::boolean(std::string_view name, bool value) {
  key(name);
  out_ += value ? "true" : "false";
}

void ObjectWriter::raw(std::string_view name, std::string_view json) {
  key(name);
  out_ += json;
}

void ObjectWriter::members(std::string_view text) {
  if (text.empty()) {
    return;
  }
  if (!first_) {
    out_ += ',';
  }
  first_ = false;
  out_ += text;
}

}  // namespace itk::json
