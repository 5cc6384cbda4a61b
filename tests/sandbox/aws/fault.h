// An error as an AWS service answers it, and results that carry one.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace itk::sandbox {

struct Fault {
  int status = 400;
  std::string type;  // as the body names it: "com.amazonaws.sqs#QueueDoesNotExist"
  std::string message;
  std::string query_code;  // SQS only: the name that the old query protocol had, for x-amzn-query-error
};

template <class T>
using Outcome = tl::expected<T, Fault>;

inline tl::unexpected<Fault> fail(Fault fault) { return tl::make_unexpected(std::move(fault)); }

}  // namespace itk::sandbox
