// Verifies the SigV4 signature of a request by computing it again, as AWS does before it looks at anything
// else.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "common/base/time.h"
#include "tests/sandbox/aws/keys.h"
#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox {

struct Refusal {
  enum class Kind { MissingToken, Incomplete, UnknownKey, Mismatch, Expired };
  Kind kind;
  std::string message;
};

// Whose key it is. `service` is the signing name; IAM has one region for the whole partition.
tl::expected<Principal, Refusal> check_signature(const HttpRequest& request, const KeyRing& keys,
                                                 std::string_view region, std::string_view service, Timestamp now);

}  // namespace itk::sandbox
