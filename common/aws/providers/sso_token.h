// The access token that "aws sso login" leaves in ~/.aws/sso/cache, and its renewal.
#pragma once

#include <optional>
#include <string>

#include "common/aws/providers/support.h"

namespace itk::aws::providers {

// Where the token lies: named after the session, or after the start URL where a profile has no session.
std::string sso_token_path(const Environment& environment, std::string_view session_or_start_url);

// The access token. With less than 15 minutes left it is renewed, and the new one is written back, as the AWS
// CLI does: a refresh token may be good for one use only. `config` of the context has the region of the SSO
// endpoint.
Result<std::string> sso_access_token(const CredentialContext& context, const std::string& path,
                                     const std::string& login_command);

}  // namespace itk::aws::providers
