#include "tests/sandbox/bedrock/faults.h"

#include <fmt/format.h>

namespace itk::sandbox::bedrock {

Fault validation_failed(std::string_view message) { return {400, "ValidationException", std::string(message), ""}; }

Fault resource_not_found(std::string_view message) {
  return {404, "ResourceNotFoundException", std::string(message), ""};
}

const Wording k_wording{
    [](std::string_view name) {
      return validation_failed(fmt::format("1 validation error detected: Value at '{}' failed to satisfy constraint: "
                                           "Member must not be null",
                                           name));
    },
    [](std::string_view name, std::int64_t value, std::int64_t least, std::int64_t most) {
      return validation_failed(fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy "
                                           "constraint: Member must be between {} and {}",
                                           value, name, least, most));
    },
};

}  // namespace itk::sandbox::bedrock
