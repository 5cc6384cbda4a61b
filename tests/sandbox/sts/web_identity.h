// The token of an OpenID provider: a JWT. Its signature is not checked, for any provider is trusted here.
#pragma once

#include <string>
#include <string_view>

#include "common/base/time.h"
#include "tests/sandbox/aws/fault.h"

namespace itk::sandbox::sts {

struct WebIdentity {
  std::string subject, audience, issuer;
};

Outcome<WebIdentity> read_web_identity(std::string_view token, Timestamp now);

}  // namespace itk::sandbox::sts
