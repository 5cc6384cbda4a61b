#include "tests/sandbox/logs/faults.h"

#include <fmt/format.h>

namespace itk::sandbox::logs {

Fault invalid_parameter(std::string_view message) {
  return {400, "InvalidParameterException", std::string(message), ""};
}

Fault resource_not_found(std::string_view what) {
  return {400, "ResourceNotFoundException", fmt::format("The specified {} does not exist.", what), ""};
}

Fault resource_already_exists(std::string_view what) {
  return {400, "ResourceAlreadyExistsException", fmt::format("The specified {} already exists", what), ""};
}

const Wording k_wording{
    [](std::string_view name) {
      return invalid_parameter(fmt::format("1 validation error detected: Value null at '{}' failed to satisfy "
                                           "constraint: Member must not be null",
                                           name));
    },
    [](std::string_view name, std::int64_t value, std::int64_t least, std::int64_t most) {
      return invalid_parameter(value < least ? fmt::format("1 validation error detected: Value '{}' at '{}' "
                                                           "failed to satisfy constraint: Member must "
                                                           "have value greater than or equal to {}",
                                                           value, name, least)
                                             : fmt::format("1 validation error detected: Value '{}' at '{}' "
                                                           "failed to satisfy constraint: Member must "
                                                           "have value less than or equal to {}",
                                                           value, name, most));
    },
};

}  // namespace itk::sandbox::logs
