#include <fmt/core.h>

#include "common/aws/config.h"
#include "common/aws/home_region.h"
#include "common/aws/partition.h"
#include "common/aws/uri.h"

namespace itk::aws {
namespace {

std::string aws_host(const ServiceInfo& service, const Config& config) {
  if (service.service == Service::Iam) {
    return std::string(iam_host(config));
  }
  const Partition& partition = partition_of(config.region);
  const bool plain_fips =
      config.region.starts_with("us-gov-") && (service.gov_fips == GovFipsHost::PlainAlsoWithDualStack ||
                                               (service.gov_fips == GovFipsHost::Plain && !config.use_dualstack));
  // Its plain hosts have addresses of both kinds, and no others are there.
  const bool is_always_dualstack =
      service.service == Service::SecretsManager && (partition.id == "aws" || partition.id == "aws-us-gov");
  return fmt::format("{}{}.{}.{}", service.endpoint_prefix, config.use_fips && !plain_fips ? "-fips" : "",
                     config.region,
                     config.use_dualstack && !is_always_dualstack ? partition.dualstack_suffix : partition.suffix);
}

}  // namespace

Result<Endpoint> resolve_endpoint(const Config& config, Service service) {
  const auto configured = config.endpoint_urls.find(service);
  if (configured == config.endpoint_urls.end()) {
    return Endpoint{"https://" + aws_host(service_info(service), config), false};
  }
  std::string url = configured->second.url;
  if (const auto parts = split_url(url); !parts || parts->target.find('?') != std::string_view::npos) {
    const std::string why = parts ? fmt::format("\"{}\" must not have a query", url) : parts.error().message;
    return tl::make_unexpected(usage_error("bad_endpoint_url", fmt::format("{}: {}", configured->second.origin, why)));
  }
  if (config.use_fips || config.use_dualstack) {
    return tl::make_unexpected(
        usage_error("endpoint_conflict",
                    fmt::format("{} gives the endpoint {}, which cannot be combined with {}: unset one of the two",
                                configured->second.origin, url,
                                config.use_fips ? "AWS_USE_FIPS_ENDPOINT" : "AWS_USE_DUALSTACK_ENDPOINT")));
  }
  while (url.ends_with('/')) {
    url.pop_back();
  }
  return Endpoint{std::move(url), true};
}

}  // namespace itk::aws
