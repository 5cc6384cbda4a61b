#include "common/aws/credentials.h"

#include <fmt/core.h>

#include <array>

namespace itk::aws {
namespace {

Error refused(std::string code, std::string message) {
  return {ErrorClass::Auth, ExitCode::Refused, std::move(code), std::move(message), {}, {}};
}

Result<Credentials> from_environment(const Environment& environment) {
  const auto id = environment.get("AWS_ACCESS_KEY_ID");
  const auto secret = environment.get("AWS_SECRET_ACCESS_KEY");
  if (!id || !secret) {
    return tl::make_unexpected(
        refused("partial_credentials", fmt::format("{} is set and {} is not: set both, or neither",
                                                   id ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY",
                                                   id ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID")));
  }
  const auto token = environment.get("AWS_SESSION_TOKEN");
  Credentials credentials{
      *id, *secret, token ? *token : environment.get("AWS_SECURITY_TOKEN").value_or(""), {}};
  if (const auto text = environment.get("AWS_CREDENTIAL_EXPIRATION")) {
    const auto expiration = parse_rfc3339(*text);
    if (!expiration) {
      return tl::make_unexpected(
          refused("bad_expiration", "AWS_CREDENTIAL_EXPIRATION: " + expiration.error().message));
    }
    credentials.expiration = *expiration;
  }
  return credentials;
}

// The keys of one section; nothing where it has none.
Result<std::optional<Credentials>> from_section(const IniSection& section, const std::string& file) {
  const auto text_of = [&](const char* name) {
    const auto value = section.values.find(name);
    return value == section.values.end() ? std::string() : value->second.text;
  };
  Credentials credentials{
      text_of("aws_access_key_id"), text_of("aws_secret_access_key"), text_of("aws_session_token"), {}};
  if (credentials.session_token.empty()) {
    credentials.session_token = text_of("aws_security_token");
  }
  if (credentials.access_key_id.empty() && credentials.secret_access_key.empty()) {
    return std::nullopt;
  }
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty()) {
    return tl::make_unexpected(refused(
        "partial_credentials",
        fmt::format("{}:{}: [{}] has {} but no {}", file, section.line, section.name,
                    credentials.access_key_id.empty() ? "aws_secret_access_key" : "aws_access_key_id",
                    credentials.access_key_id.empty() ? "aws_access_key_id" : "aws_secret_access_key")));
  }
  return credentials;
}

struct ProfileKind {
  std::string_view key, kind;
};

// A web identity has a role_arn too, so it comes first.
constexpr std::array<ProfileKind, 7> k_unread_kinds = {{
    {"web_identity_token_file", "a web identity"},
    {"role_arn", "an assumed role"},
    {"sso_session", "IAM Identity Center"},
    {"sso_start_url", "IAM Identity Center"},
    {"login_session", "a console login"},
    {"credential_process", "an external process"},
    {"credential_source", "credentials of the machine"},
}};

Error not_read_here(const Profile& profile, const ProfileKind& kind) {
  return refused(
      "unsupported_credentials",
      fmt::format("AWS profile \"{}\" gets its credentials from {} ({}), but this version of ITK reads keys "
                  "from the environment and from files only; run \"eval $(aws configure "
                  "export-credentials --profile {} --format env)\" first",
                  profile.name, kind.kind, kind.key, profile.name));
}

Error none_found(const Environment& environment, const Profile& profile) {
  std::string hint;
  if (environment.get("AWS_WEB_IDENTITY_TOKEN_FILE")) {
    hint = "; AWS_WEB_IDENTITY_TOKEN_FILE is set, but this version of ITK does not read it";
  } else if (environment.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") ||
             environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
    hint = "; the container's credentials are offered, but this version of ITK does not read them";
  }
  return refused(
      "no_credentials",
      fmt::format(
          "no AWS credentials: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY nor keys of profile "
          "\"{}\" in {} or {}{}",
          profile.name, profile.credentials_file, profile.config_file, hint));
}

// The credentials file wins over the config file.
Result<Credentials> from_profile(const Environment& environment, const Profile& profile) {
  // A role beats keys in the same profile: those are what it is assumed with.
  if (!profile.get("role_arn") && !profile.get("web_identity_token_file") && !profile.get("sso_session")) {
    for (const auto& [section, file] : {std::pair{&profile.credentials, &profile.credentials_file},
                                        std::pair{&profile.config, &profile.config_file}}) {
      ITK_TRY_ASSIGN(const auto keys, from_section(*section, *file));
      if (keys) {
        return *keys;
      }
    }
  }
  for (const ProfileKind& kind : k_unread_kinds) {
    if (profile.get(kind.key)) {
      return tl::make_unexpected(not_read_here(profile, kind));
    }
  }
  return tl::make_unexpected(none_found(environment, profile));
}

}  // namespace

Result<Credentials> load_credentials(const Environment& environment, const Config& config,
                                     const Logger& log) {
  const bool in_environment =
      environment.get("AWS_ACCESS_KEY_ID") || environment.get("AWS_SECRET_ACCESS_KEY");
  if (!in_environment || config.profile.is_explicit) {
    return from_profile(environment, config.profile);
  }
  if (config.profile.is_named) {
    // AWS's own SDKs disagree here: Python's takes the keys of the environment, JavaScript's those of the
    // profile.
    log.warning(
        fmt::format("AWS_ACCESS_KEY_ID wins over AWS_PROFILE={}; give --profile to use the profile's keys",
                    config.profile.name));
  }
  return from_environment(environment);
}

}  // namespace itk::aws
