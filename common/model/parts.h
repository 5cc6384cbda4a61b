// Values that several records share.
#pragma once

#include <string>

#include "common/model/codec.h"

namespace itk::model {

// Where something stands in a file: [file, line, column], lines and columns from 1.
struct Position {
  std::string file;
  std::int64_t line = 0;
  std::int64_t column = 0;

  friend bool operator==(const Position&, const Position&) = default;
};

template <>
struct Codec<Position> {
  static Status read(Position& out, const json::Value& value, ReadContext context);
  static void write(std::string& out, const Position& value);
  static bool is_absent(const Position& value) { return value.file.empty(); }
};

// Model tokens of one call, or summed.
struct Tokens {
  std::int64_t input = 0;
  std::int64_t output = 0;

  static constexpr auto fields() {
    return std::tuple{required("input", &Tokens::input), required("output", &Tokens::output)};
  }
  friend bool operator==(const Tokens&, const Tokens&) = default;
};

// Why something went wrong: the classes are transient, validation, auth, quota, internal.
struct Fault {
  std::string error_class;
  std::string code;
  std::string message;
  std::string service;
  std::string request_id;

  static constexpr auto fields() {
    return std::tuple{required("class", &Fault::error_class), required("code", &Fault::code),
                      required("message", &Fault::message), optional("service", &Fault::service),
                      optional("request_id", &Fault::request_id)};
  }
};

Fault make_fault(const Error& error);
// "transient", "validation", "auth", "quota", "internal".
std::string error_class_name(ErrorClass error_class);

}  // namespace itk::model
