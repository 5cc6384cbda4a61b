// Random UUIDs (RFC 9562, version 4), which AWS's SDKs mark the attempts of one call with.
#pragma once

#include <string>

namespace itk::aws {

std::string make_uuid();

}  // namespace itk::aws
