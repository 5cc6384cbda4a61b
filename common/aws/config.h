// Where to call and how: flags, AWS's environment variables and ~/.aws/config, in the order that AWS's tools
// use.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "common/aws/profile.h"
#include "common/aws/retry.h"
#include "common/aws/service.h"
#include "common/base/environment.h"
#include "common/base/log.h"

namespace itk::aws {

// What the command line says.
struct ConfigOptions {
  std::optional<std::string> profile{};
  std::optional<std::string> region{};
  std::optional<std::string> endpoint_url{};
};

struct ConfiguredUrl {
  std::string url;
  std::string origin;  // for messages: "AWS_ENDPOINT_URL_SQS"
};

struct Config {
  std::string region;
  Profile profile;
  std::map<Service, ConfiguredUrl> endpoint_urls;  // of services that are not to be called at AWS's own endpoints
  bool use_fips = false;
  bool use_dualstack = false;
  RetrySettings retry;
  std::string ca_bundle;
};

// Region: flag, AWS_REGION, AWS_DEFAULT_REGION, profile; none is an error, nothing is guessed. A profile that
// was named and does not exist is an error; so is a value that cannot be read.
Result<Config> load_config(const Environment& environment, const ConfigOptions& options);

// CA bundle and proxies.
TransportOptions transport_options(const Environment& environment, const Config& config);

struct Endpoint {
  std::string url;      // "https://sqs.eu-west-1.amazonaws.com", without a slash at the end
  bool custom = false;  // not AWS's own: a flag, a variable or a profile says so
};

Result<Endpoint> resolve_endpoint(const Config& config, Service service);

}  // namespace itk::aws
