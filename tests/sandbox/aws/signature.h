// Verifies the SigV4 signature of a request by computing it again, as AWS does before it looks at anything
// else.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/time.h"
#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox {

struct Refusal {
  enum class Kind { MissingToken, Incomplete, UnknownKey, Mismatch };
  Kind kind;
  std::string message;
};

// Nothing when the signature is right. `service` is the signing name.
std::optional<Refusal> check_signature(const HttpRequest& request, const Account& account, std::string_view service,
                                       Timestamp now);

}  // namespace itk::sandbox
