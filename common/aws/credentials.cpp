#include "common/aws/credentials.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "common/aws/ascii.h"
#include "common/aws/providers/providers.h"
#include "common/aws/providers/support.h"

namespace itk::aws {
namespace {

struct Provider {
  std::string_view name;
  providers::Found (*find)(const CredentialContext&);
};

// The order of AWS's SDK for Python; GitHub's token, which SDKs do not know, comes after all that they would
// find in variables and files, and before what the machine offers to anybody on it.
constexpr std::array<Provider, 11> k_chain = {{
    {"the environment", providers::from_environment},
    {"an assumed role", providers::from_assumed_role},
    {"a web identity", providers::from_web_identity},
    {"IAM Identity Center", providers::from_sso},
    {"the credentials file", providers::from_credentials_file},
    {"a console login", providers::from_console_login},
    {"credential_process", providers::from_process},
    {"the config file", providers::from_config_file},
    {"GitHub's OIDC", providers::from_github},
    {"the container", providers::from_container},
    {"the EC2 instance", providers::from_instance_metadata},
}};

Error none_found(const CredentialContext& context) {
  const Profile& profile = context.config.profile;
  const std::string_view machine =
      lower_case(context.environment.get("AWS_EC2_METADATA_DISABLED").value_or("")) == "true"
          ? "AWS_EC2_METADATA_DISABLED is set"
          : "no EC2 instance with a role";
  return providers::credentials_error(
      "no_credentials",
      fmt::format("no AWS credentials: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY nor any kind of "
                  "credentials "
                  "of profile \"{}\" in {} or {}; no web identity, no container's credentials, {}",
                  profile.name, profile.credentials_file, profile.config_file, machine));
}

void warn_of_unused_profile(const CredentialContext& context) {
  if (context.config.profile.is_named) {
    // AWS's own SDKs disagree here: Python's takes the keys of the environment, JavaScript's those of the
    // profile.
    context.log.warning(
        fmt::format("AWS_ACCESS_KEY_ID wins over AWS_PROFILE={}; give --profile to use the profile's keys",
                    context.config.profile.name));
  }
}

struct Loaded {
  Credentials credentials;
  const Provider* provider;
};

Result<Loaded> load_from_chain(const CredentialContext& context) {
  for (const Provider& provider : k_chain) {
    ITK_TRY_ASSIGN(auto found, provider.find(context));
    if (found) {
      context.log.debug(fmt::format("AWS credentials come from {}", provider.name));
      if (&provider == k_chain.data()) {
        warn_of_unused_profile(context);
      }
      return Loaded{std::move(*found), &provider};
    }
  }
  return tl::make_unexpected(none_found(context));
}

// What a run keeps of its credentials' origin.
class Loader {
 public:
  Loader(Config config, Transport& transport, Clock& clock, const Logger& log, Environment environment)
      : config_(std::move(config)),
        environment_(std::move(environment)),
        transport_(&transport),
        clock_(&clock),
        log_(&log) {}

  Result<Credentials> operator()() {
    if (provider_ == nullptr) {
      ITK_TRY_ASSIGN(Loaded loaded, load_from_chain(context()));
      provider_ = loaded.provider;
      return std::move(loaded.credentials);
    }
    // From the files as they are now: somebody may have put new keys there.
    const Profile& old = config_.profile;
    ITK_TRY_ASSIGN(Profile profile, load_profile(environment_, old.is_named ? std::optional(old.name) : std::nullopt));
    profile.is_explicit = old.is_explicit;
    config_.profile = std::move(profile);
    ITK_TRY_ASSIGN(auto found, provider_->find(context()));
    if (!found) {
      return tl::make_unexpected(providers::credentials_error(
          "no_credentials", fmt::format("{} gives no AWS credentials any more", provider_->name)));
    }
    return std::move(*found);
  }

 private:
  CredentialContext context() const { return {environment_, config_, *transport_, *clock_, *log_}; }

  Config config_;
  Environment environment_;
  Transport* transport_;
  Clock* clock_;
  const Logger* log_;
  const Provider* provider_ = nullptr;  // the one that gave some, and from now on the only one asked
};

}  // namespace

namespace providers {

Found from_profile_itself(const CredentialContext& context) {
  for (const auto find :
       {from_web_identity, from_sso, from_credentials_file, from_console_login, from_process, from_config_file}) {
    ITK_TRY_ASSIGN(auto found, find(context));
    if (found) {
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace providers

Result<Credentials> load_credentials(const CredentialContext& context) {
  ITK_TRY_ASSIGN(Loaded loaded, load_from_chain(context));
  return std::move(loaded.credentials);
}

Result<FoundCredentials> find_credentials(const CredentialContext& context) {
  ITK_TRY_ASSIGN(Loaded loaded, load_from_chain(context));
  return FoundCredentials{std::move(loaded.credentials), loaded.provider->name};
}

std::shared_ptr<CredentialSource> make_credential_source(const Config& config, Transport& transport, Clock& clock,
                                                         const Logger& log, const Environment& environment) {
  return std::make_shared<CredentialSource>(Loader(config, transport, clock, log, environment), clock, log);
}

}  // namespace itk::aws
