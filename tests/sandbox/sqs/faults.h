// The errors of SQS: shape name, message and the name that the query protocol had.
#pragma once

#include <string_view>

#include "tests/sandbox/aws/fault.h"
#include "tests/sandbox/aws/parameters.h"

namespace itk::sandbox::sqs {

Fault queue_does_not_exist();
Fault missing_parameter(std::string_view name);
Fault invalid_value(std::string_view value, std::string_view parameter, std::string_view reason);
Fault invalid_parameter(std::string_view message);
Fault invalid_attribute_name(std::string_view name);
Fault invalid_attribute_value(std::string_view name);
Fault receipt_handle_invalid(std::string_view handle);
// Any other: `shape` is the JSON name, `query_code` the old one.
Fault fault(std::string_view shape, std::string_view query_code, std::string_view message);

// For Parameters.
extern const Wording k_wording;

}  // namespace itk::sandbox::sqs
