#include <fmt/core.h>

#include "common/aws/providers/providers.h"
#include "common/aws/providers/support.h"
#include "common/aws/sts.h"
#include "common/base/atomic_file.h"
#include "common/base/text.h"

namespace itk::aws::providers {
namespace {

// The variable, else the key of the profile; a profile named by flag stands alone.
std::optional<std::string> setting(const CredentialContext& context, std::string_view variable, std::string_view key) {
  const Profile& profile = context.config.profile;
  if (!profile.is_explicit) {
    if (const auto value = context.environment.get(variable)) {
      return value;
    }
  }
  return profile.get(key);
}

}  // namespace

Found from_web_identity(const CredentialContext& context) {
  const auto file = setting(context, "AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
  if (!file) {
    return std::nullopt;
  }
  const auto role_arn = setting(context, "AWS_ROLE_ARN", "role_arn");
  if (!role_arn) {
    return tl::make_unexpected(credentials_error(
        "partial_credentials",
        fmt::format("there is a web identity token ({}) but no role to assume with it: set AWS_ROLE_ARN, or role_arn "
                    "of profile \"{}\"",
                    *file, context.config.profile.name)));
  }
  const std::string what = fmt::format("role {} by the web identity in {}", *role_arn, *file);
  auto token = read_file(*file);  // each time: the platform puts a fresh one there
  if (!token) {
    return tl::make_unexpected(credentials_error("bad_token", what + ": " + token.error().message));
  }
  const RoleRequest role{
      .role_arn = *role_arn,
      .session_name =
          setting(context, "AWS_ROLE_SESSION_NAME", "role_session_name").value_or(default_session_name(context.clock))};
  ITK_TRY_ASSIGN(Client sts, client_for(context, Service::Sts));
  auto credentials = assume_role_with_web_identity(sts, role, std::string(trim(*token)));
  if (!credentials) {
    return tl::make_unexpected(with_context(credentials.error(), what));
  }
  return *credentials;
}

}  // namespace itk::aws::providers
