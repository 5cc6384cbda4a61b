// Results instead of exceptions: every function that can fail returns Result<T>, and the error says what failed,
// where, and what to do. The classes are those of the `error/1` record.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "common/base/exit_code.h"

namespace itk {

enum class ErrorClass { Transient, Validation, Auth, Quota, Internal };

struct Error {
  ErrorClass error_class = ErrorClass::Internal;
  ExitCode exit = ExitCode::Internal;
  std::string code;        // stable, for machines: "file_not_found", "QueueDoesNotExist"
  std::string message;     // for people: what failed, where, what to do
  std::string service;     // AWS service, when one answered
  std::string request_id;  // AWS request id, when there is one

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;

using Status = Result<void>;

// Wrong flags, wrong configuration, a bad case file: exit 2.
inline Error usage_error(std::string code, std::string message) {
  return {ErrorClass::Validation, ExitCode::Usage, std::move(code), std::move(message), {}, {}};
}

// A record or stream that breaks the contract between stages: exit 3.
inline Error contract_error(std::string code, std::string message) {
  return {ErrorClass::Validation, ExitCode::Contract, std::move(code), std::move(message), {}, {}};
}

// A file that cannot be read or written: exit 2 (the path was the user's).
inline Error file_error(std::string code, std::string message) {
  return usage_error(std::move(code), std::move(message));
}

// Something that only a bug can bring about: exit 70.
inline Error internal_error(std::string message) {
  return {ErrorClass::Internal, ExitCode::Internal, "internal", std::move(message), {}, {}};
}

// The same error with its context in front: "cases/a.yaml: <message>".
inline Error with_context(Error error, const std::string& context) {
  error.message = context + ": " + error.message;
  return error;
}

}  // namespace itk

#define ITK_CONCAT_(a, b) a##b
#define ITK_CONCAT(a, b) ITK_CONCAT_(a, b)

// Return the error of `expression`, which yields a Result or Status, from this function.
#define ITK_TRY(expression)                                        \
  do {                                                             \
    auto itk_status = (expression);                                \
    if (!itk_status) {                                             \
      return ::tl::make_unexpected(std::move(itk_status).error()); \
    }                                                              \
  } while (false)

// `declaration` = the value of `expression`, or return its error: ITK_TRY_ASSIGN(const int n, parse(text));
#define ITK_TRY_ASSIGN(declaration, expression) \
  ITK_TRY_ASSIGN_(ITK_CONCAT(itk_result_, __LINE__), declaration, expression)
#define ITK_TRY_ASSIGN_(result, declaration, expression)     \
  auto result = (expression);                                \
  if (!result) {                                             \
    return ::tl::make_unexpected(std::move(result).error()); \
  }                                                          \
  declaration = std::move(*result)
