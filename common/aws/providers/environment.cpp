#include <fmt/core.h>

#include "common/aws/providers/providers.h"
#include "common/aws/providers/support.h"

namespace itk::aws::providers {

Found keys_of_environment(const Environment& environment) {
  const auto id = environment.get("AWS_ACCESS_KEY_ID");
  const auto secret = environment.get("AWS_SECRET_ACCESS_KEY");
  if (!id && !secret) {
    return std::nullopt;
  }
  if (!id || !secret) {
    return tl::make_unexpected(credentials_error(
        "partial_credentials",
        fmt::format("{} is set and {} is not: set both, or neither", id ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY",
                    id ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID")));
  }
  const auto token = environment.get("AWS_SESSION_TOKEN");
  Credentials credentials{*id, *secret, token ? *token : environment.get("AWS_SECURITY_TOKEN").value_or(""), {}};
  if (const auto text = environment.get("AWS_CREDENTIAL_EXPIRATION")) {
    const auto expiration = parse_rfc3339(*text);
    if (!expiration) {
      return tl::make_unexpected(
          credentials_error("bad_expiration", "AWS_CREDENTIAL_EXPIRATION: " + expiration.error().message));
    }
    credentials.expiration = *expiration;
  }
  return credentials;
}

Found from_environment(const CredentialContext& context) {
  return context.config.profile.is_explicit ? Found(std::nullopt) : keys_of_environment(context.environment);
}

}  // namespace itk::aws::providers
