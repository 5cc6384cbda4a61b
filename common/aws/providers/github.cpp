// The usual way on GitHub is its action configure-aws-credentials, which exports plain keys. This is for jobs
// without it, and for soaks that outlive the hour of those keys.
#include <fmt/core.h>

#include "common/aws/providers/providers.h"
#include "common/aws/providers/support.h"
#include "common/aws/sts.h"

namespace itk::aws::providers {
namespace {

Result<std::string> fetch_token(const CredentialContext& context, const std::string& url, const std::string& bearer) {
  constexpr std::string_view k_origin = "GitHub's OIDC token";
  const std::string_view audience =
      context.config.region.starts_with("cn-") ? "sts.amazonaws.com.cn" : "sts.amazonaws.com";
  HttpRequest request;
  request.method = "GET";
  request.url = fmt::format("{}{}audience={}", url, url.find('?') == std::string::npos ? '?' : '&', audience);
  ITK_TRY_ASSIGN(const std::string token, header_token(bearer, "ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
  request.headers = {{"Authorization", "bearer " + token}, {"Accept", "application/json"}};
  ITK_TRY_ASSIGN(const std::string body, fetch(context, request, 3, k_origin));
  ITK_TRY_ASSIGN(const SecretFields fields, SecretFields::parse(body, std::string(k_origin)));
  return fields.required("value");
}

}  // namespace

Found from_github(const CredentialContext& context) {
  const Environment& environment = context.environment;
  const auto url = environment.get("ACTIONS_ID_TOKEN_REQUEST_URL");
  const auto bearer = environment.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
  const auto role_arn = environment.get("AWS_ROLE_ARN");
  if (!url || !bearer || !role_arn || context.config.profile.is_explicit) {
    return std::nullopt;
  }
  ITK_TRY_ASSIGN(const std::string token, fetch_token(context, *url, *bearer));
  const RoleRequest role{
      .role_arn = *role_arn,
      .session_name = environment.get("AWS_ROLE_SESSION_NAME").value_or(default_session_name(context.clock))};
  ITK_TRY_ASSIGN(Client sts, client_for(context, Service::Sts));
  auto credentials = assume_role_with_web_identity(sts, role, token);
  if (!credentials) {
    return tl::make_unexpected(
        with_context(credentials.error(), fmt::format("role {} by GitHub's OIDC token", *role_arn)));
  }
  return *credentials;
}

}  // namespace itk::aws::providers
