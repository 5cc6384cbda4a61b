#include "tests/sandbox/sqs/faults.h"

#include <fmt/format.h>

namespace itk::sandbox::sqs {

Fault fault(std::string_view shape, std::string_view query_code, std::string_view message) {
  return {400, fmt::format("com.amazonaws.sqs#{}", shape), std::string(message), std::string(query_code)};
}

Fault queue_does_not_exist() {
  return fault("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");
}

Fault missing_parameter(std::string_view name) {
  return fault("MissingParameter", "MissingParameter", fmt::format("The request must contain the parameter {}.", name));
}

Fault invalid_parameter(std::string_view message) {
  return fault("InvalidParameterValue", "InvalidParameterValue", message);
}

Fault invalid_value(std::string_view value, std::string_view parameter, std::string_view reason) {
  return invalid_parameter(fmt::format("Value {} for parameter {} is invalid. Reason: {}", value, parameter, reason));
}

Fault invalid_attribute_name(std::string_view name) {
  return fault("InvalidAttributeName", "InvalidAttributeName", fmt::format("Unknown Attribute {}.", name));
}

Fault invalid_attribute_value(std::string_view name) {
  return fault("InvalidAttributeValue", "InvalidAttributeValue",
               fmt::format("Invalid value for the parameter {}.", name));
}

Fault receipt_handle_invalid(std::string_view handle) {
  return fault("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid",
               fmt::format("The input receipt handle \"{}\" is not a valid receipt handle.", handle));
}

const Wording k_wording{
    missing_parameter,
    [](std::string_view name, std::int64_t value, std::int64_t least, std::int64_t most) {
      return invalid_value(std::to_string(value), name,
                           fmt::format("Must be >= {} and <= {}, if provided.", least, most));
    },
};

}  // namespace itk::sandbox::sqs
