#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "common/aws/providers/providers.h"
#include "common/aws/providers/sso_token.h"
#include "common/aws/providers/support.h"
#include "common/aws/uri.h"

namespace itk::aws::providers {
namespace {

struct SsoProfile {
  std::string account_id, role_name, start_url, region;
  std::string token_name;  // the session, else the start URL
};

Error bad_profile(const Profile& profile, std::string_view what) {
  return credentials_error("bad_profile",
                           fmt::format("AWS profile \"{}\" of {}: {}", profile.name, profile.config_file, what));
}

// Account and role stand in the profile; URL and region there too (legacy) or in the section that sso_session
// names.
Result<SsoProfile> read_sso_profile(const Profile& profile) {
  SsoProfile sso;
  const auto session = profile.get("sso_session");
  if (session && profile.sso_session.empty()) {
    return tl::make_unexpected(bad_profile(
        profile, fmt::format("it names sso_session = {}, but there is no [sso-session {}]", *session, *session)));
  }
  for (const auto& [key, field] :
       {std::pair{"sso_account_id", &sso.account_id}, std::pair{"sso_role_name", &sso.role_name},
        std::pair{"sso_start_url", &sso.start_url}, std::pair{"sso_region", &sso.region}}) {
    const auto in_session = profile.sso_session.find(key);
    const auto in_profile = profile.get(key);
    if (session && in_session != profile.sso_session.end()) {
      if (in_profile && *in_profile != in_session->second) {
        return tl::make_unexpected(
            bad_profile(profile, fmt::format("its {} differs from that of [sso-session {}]", key, *session)));
      }
      *field = in_session->second;
    } else {
      *field = in_profile.value_or("");
    }
    if (field->empty()) {
      return tl::make_unexpected(bad_profile(
          profile, fmt::format("SSO wants {}, which stands neither there nor in the sso-session that it names", key)));
    }
  }
  sso.token_name = session.value_or(sso.start_url);
  return sso;
}

Result<Credentials> read_role_credentials(std::string_view body) {
  const std::string origin = "sso: the answer to GetRoleCredentials";
  ITK_TRY_ASSIGN(const SecretFields answer, SecretFields::parse(body, origin));
  const std::string& nested = answer.raw("roleCredentials");
  ITK_TRY_ASSIGN(const SecretFields fields, SecretFields::parse(nested, origin + ": roleCredentials"));
  ITK_TRY_ASSIGN(Credentials credentials,
                 read_credentials(fields, {"accessKeyId", "secretAccessKey", "sessionToken"}, false));
  constexpr std::int64_t k_year_2200_ms = 7'258'118'400'000;
  const std::int64_t expiration = fields.integer("expiration").value_or(0);
  if (credentials.session_token.empty() || expiration <= 0 || expiration > k_year_2200_ms) {
    return tl::make_unexpected(
        credentials_error("bad_credentials", origin + ": it has no sessionToken or no expiration"));
  }
  credentials.expiration = Timestamp::from_ms(expiration);
  return credentials;
}

}  // namespace

Found from_sso(const CredentialContext& context) {
  const Profile& profile = context.config.profile;
  // sso_session alone is no source of keys: other services take the token itself.
  constexpr std::array<std::string_view, 4> k_keys = {"sso_account_id", "sso_role_name", "sso_start_url", "sso_region"};
  if (std::none_of(k_keys.begin(), k_keys.end(), [&](std::string_view key) { return profile.get(key).has_value(); })) {
    return std::nullopt;
  }
  ITK_TRY_ASSIGN(const SsoProfile sso, read_sso_profile(profile));
  Config config = context.config;
  config.region = sso.region;
  const CredentialContext in_region{context.environment, config, context.transport, context.clock, context.log};
  const std::string login = "aws sso login --profile " + profile.name;
  const auto token = sso_access_token(in_region, sso_token_path(context.environment, sso.token_name), login);
  if (!token) {
    return tl::make_unexpected(with_context(token.error(), fmt::format("AWS profile \"{}\"", profile.name)));
  }

  ITK_TRY_ASSIGN(Client portal, client_for(in_region, Service::Sso));
  Request request;
  request.method = "GET";
  request.target = fmt::format("/federation/credentials?role_name={}&account_id={}", percent_encode(sso.role_name),
                               percent_encode(sso.account_id));
  request.headers = {{"x-amz-sso_bearer_token", *token}};
  request.sign = false;
  request.secrets = {*token};
  const auto reply = portal.call(request);
  if (!reply) {
    Error error = with_context(reply.error(), fmt::format("AWS profile \"{}\"", profile.name));
    error.message += reply.error().code == "UnauthorizedException" ? fmt::format("; run \"{}\"", login) : "";
    return tl::make_unexpected(std::move(error));
  }
  ITK_TRY_ASSIGN(Credentials credentials, read_role_credentials(reply->body));
  return credentials;
}

}  // namespace itk::aws::providers
