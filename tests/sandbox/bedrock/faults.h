// How Bedrock says no.
#pragma once

#include "tests/sandbox/aws/parameters.h"

namespace itk::sandbox::bedrock {

Fault validation_failed(std::string_view message);
Fault resource_not_found(std::string_view message);

extern const Wording k_wording;

}  // namespace itk::sandbox::bedrock
