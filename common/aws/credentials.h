// Where the keys come from, in the order of AWS's SDK for Python: the environment, the kinds of profile
// (role, web identity, SSO, keys, process), GitHub's OIDC, the container, the machine. providers/ has one
// file for each.
#pragma once

#include <memory>

#include "common/aws/config.h"
#include "common/aws/credential_source.h"
#include "common/aws/sigv4.h"
#include "common/aws/transport.h"
#include "common/base/clock.h"
#include "common/base/environment.h"
#include "common/base/log.h"

namespace itk::aws {

// What a provider looks at, and what it acts through.
struct CredentialContext {
  const Environment& environment;
  const Config& config;  // its profile is the one whose credentials are wanted
  Transport& transport;
  Clock& clock;
  const Logger& log;
};

// The credentials of the first provider that has some. None at all, or a provider that was configured and
// fails, is an error that says what was looked at: class auth, exit 5, unless AWS could not be reached. No
// message holds a secret.
Result<Credentials> load_credentials(const CredentialContext& context);

// The same with the name of the provider, for people: "the credentials file".
struct FoundCredentials {
  Credentials credentials;
  std::string_view provider;
};
Result<FoundCredentials> find_credentials(const CredentialContext& context);

// The same for a whole run: renewed before they expire, by the provider that gave them, from files as they
// then are. Copies `config` and `environment`; `transport`, `clock` and `log` outlive it.
std::shared_ptr<CredentialSource> make_credential_source(const Config& config, Transport& transport, Clock& clock,
                                                         const Logger& log, const Environment& environment);

}  // namespace itk::aws
