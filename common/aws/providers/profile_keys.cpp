#include <fmt/core.h>

#include "common/aws/providers/providers.h"
#include "common/aws/providers/support.h"

namespace itk::aws::providers {
namespace {

// The keys of one section; nothing where it has none.
Found keys_of_section(const IniSection& section, const std::string& file) {
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
    return tl::make_unexpected(credentials_error(
        "partial_credentials",
        fmt::format("{}:{}: [{}] has {} but no {}", file, section.line, section.name,
                    credentials.access_key_id.empty() ? "aws_secret_access_key" : "aws_access_key_id",
                    credentials.access_key_id.empty() ? "aws_access_key_id" : "aws_secret_access_key")));
  }
  return credentials;
}

}  // namespace

Found from_credentials_file(const CredentialContext& context) {
  const Profile& profile = context.config.profile;
  return keys_of_section(profile.credentials, profile.credentials_file);
}

Found from_config_file(const CredentialContext& context) {
  const Profile& profile = context.config.profile;
  return keys_of_section(profile.config, profile.config_file);
}

Found from_console_login(const CredentialContext& context) {
  const Profile& profile = context.config.profile;
  if (!profile.get("login_session")) {
    return std::nullopt;
  }
  return tl::make_unexpected(credentials_error(
      "unsupported_credentials",
      fmt::format("AWS profile \"{}\" gets its credentials from a console login (login_session), which ITK does not "
                  "read; run \"eval $(aws configure export-credentials --profile {} --format env)\" first",
                  profile.name, profile.name)));
}

}  // namespace itk::aws::providers
