#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "common/aws/providers/providers.h"
#include "common/aws/providers/support.h"
#include "common/aws/sts.h"

namespace itk::aws::providers {
namespace {

using ProfileNames = std::vector<std::string>;

bool is_role(const Profile& profile) { return profile.get("role_arn") && !profile.get("web_identity_token_file"); }

bool has_keys(const Profile& profile) {
  return profile.get("aws_access_key_id") || profile.get("aws_secret_access_key");
}

Error bad_profile(const Profile& profile, std::string_view what) {
  return credentials_error("bad_profile",
                           fmt::format("AWS profile \"{}\" of {}: {}", profile.name, profile.config_file, what));
}

Result<RoleRequest> read_role(const CredentialContext& context) {
  const Profile& profile = context.config.profile;
  if (const auto mfa = profile.get("mfa_serial")) {
    return tl::make_unexpected(credentials_error(
        "mfa_required", fmt::format("AWS profile \"{}\" of {} wants a code of {} (mfa_serial), and ITK "
                                    "cannot ask for one: run \"eval "
                                    "$(aws configure export-credentials --profile {} --format env)\" first",
                                    profile.name, profile.config_file, *mfa, profile.name)));
  }
  RoleRequest role{.role_arn = *profile.get("role_arn"),
                   .session_name = profile.get("role_session_name").value_or(default_session_name(context.clock)),
                   .external_id = profile.get("external_id").value_or("")};
  if (const auto text = profile.get("duration_seconds")) {
    int seconds = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
    if (error != std::errc{} || end != text->data() + text->size() || seconds < 900 || seconds > 43200) {
      return tl::make_unexpected(
          bad_profile(profile, fmt::format("duration_seconds is \"{}\"; expected 900 to 43200", *text)));
    }
    role.duration_seconds = seconds;
  }
  return role;
}

Result<Credentials> assume(const CredentialContext& context, ProfileNames& visited);

Result<Credentials> credentials_of_source(const CredentialContext& context, const std::string& source) {
  Found found = std::nullopt;
  if (source == "Environment") {
    found = keys_of_environment(context.environment);
  } else if (source == "EcsContainer") {
    found = from_container(context);
  } else if (source == "Ec2InstanceMetadata") {
    found = from_instance_metadata(context);
  } else {
    return tl::make_unexpected(bad_profile(
        context.config.profile,
        fmt::format("credential_source is \"{}\"; expected Environment, EcsContainer or Ec2InstanceMetadata", source)));
  }
  ITK_TRY(found);
  if (!*found) {
    return tl::make_unexpected(
        bad_profile(context.config.profile, fmt::format("credential_source {} gives no credentials", source)));
  }
  return **found;
}

// A profile may name itself where it holds keys: role and keys then stand together. Any other way back is a
// loop.
Status refuse_loop(const Profile& profile, const Profile& source, const ProfileNames& visited) {
  if (std::find(visited.begin(), visited.end(), source.name) == visited.end() ||
      (source.name == profile.name && has_keys(source))) {
    return {};
  }
  return tl::make_unexpected(
      bad_profile(profile, fmt::format("source_profile leads back to where it came from: {} -> {}",
                                       fmt::join(visited, " -> "), source.name)));
}

Result<Credentials> credentials_of_profile(const CredentialContext& context, const std::string& name,
                                           ProfileNames& visited) {
  const Profile& profile = context.config.profile;
  Config config = context.config;
  auto source = load_profile(context.environment, name);
  if (!source) {
    return tl::make_unexpected(bad_profile(profile, "source_profile: " + source.error().message));
  }
  config.profile = *source;
  ITK_TRY(refuse_loop(profile, config.profile, visited));
  const CredentialContext of_source{context.environment, config, context.transport, context.clock, context.log};
  if (is_role(config.profile) && !has_keys(config.profile)) {
    visited.push_back(name);
    return assume(of_source, visited);
  }
  ITK_TRY_ASSIGN(const auto found, from_profile_itself(of_source));
  if (!found) {
    return tl::make_unexpected(bad_profile(profile, fmt::format("source_profile \"{}\" has no credentials", name)));
  }
  return *found;
}

Result<Credentials> source_credentials(const CredentialContext& context, ProfileNames& visited) {
  const Profile& profile = context.config.profile;
  const auto source_profile = profile.get("source_profile");
  const auto credential_source = profile.get("credential_source");
  if (source_profile && credential_source) {
    return tl::make_unexpected(bad_profile(profile, "it has both source_profile and credential_source: keep one"));
  }
  if (source_profile) {
    return credentials_of_profile(context, *source_profile, visited);
  }
  if (credential_source) {
    return credentials_of_source(context, *credential_source);
  }
  return tl::make_unexpected(bad_profile(
      profile, "it has role_arn, but neither source_profile nor credential_source says who assumes the role"));
}

Result<Credentials> assume(const CredentialContext& context, ProfileNames& visited) {
  ITK_TRY_ASSIGN(const RoleRequest role, read_role(context));
  ITK_TRY_ASSIGN(Credentials source, source_credentials(context, visited));
  ITK_TRY_ASSIGN(Client sts, client_for(context, Service::Sts, std::move(source)));
  auto credentials = assume_role(sts, role);
  if (!credentials) {
    return tl::make_unexpected(with_context(
        credentials.error(), fmt::format("role {} of AWS profile \"{}\"", role.role_arn, context.config.profile.name)));
  }
  return credentials;
}

}  // namespace

Found from_assumed_role(const CredentialContext& context) {
  if (!is_role(context.config.profile)) {
    return std::nullopt;
  }
  ProfileNames visited{context.config.profile.name};
  ITK_TRY_ASSIGN(Credentials credentials, assume(context, visited));
  return credentials;
}

}  // namespace itk::aws::providers
