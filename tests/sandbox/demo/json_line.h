// A JSON object written member by member, in the order in which a logger writes it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/json/writer.h"

namespace itk::sandbox::demo {

class JsonLine {
 public:
  JsonLine& text(std::string_view name, std::string_view value) {
    writer_.string(name, value);
    return *this;
  }
  JsonLine& integer(std::string_view name, std::int64_t value) {
    return raw(name, std::to_string(value));  // as a number, however large: that is what OpenTelemetry writes
  }
  JsonLine& number(std::string_view name, double value) {
    writer_.number(name, value);
    return *this;
  }
  JsonLine& flag(std::string_view name, bool value) {
    writer_.boolean(name, value);
    return *this;
  }
  JsonLine& raw(std::string_view name, std::string_view json) {
    writer_.raw(name, json);
    return *this;
  }
  // All members of another one, behind those that are there.
  JsonLine& append(const JsonLine& other) {
    if (other.text_.size() > 1) {
      writer_.members(std::string_view(other.text_).substr(1));
    }
    return *this;
  }

  std::string close() const { return text_ + '}'; }

  JsonLine() : writer_(text_) {}
  JsonLine(const JsonLine&) = delete;
  JsonLine& operator=(const JsonLine&) = delete;

 private:
  std::string text_;
  json::ObjectWriter writer_;
};

}  // namespace itk::sandbox::demo
