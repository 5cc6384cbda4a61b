// The AWS services that ITK speaks to, and how each is named in which place.
#pragma once

#include <array>
#include <string_view>

namespace itk::aws {

enum class Service {
  Sqs,
  Logs,
  LogsStream,  // Live Tail alone: another host
  Sts,
  Lambda,
  Xray,
  BedrockAgentRuntime,
  BedrockAgent,
  BedrockAgentCore,
  Sso,
  SsoOidc,
  Iam,
  Ssm,
  SecretsManager,
  ServiceQuotas
};

// What a host with FIPS 140 cryptography is called in the us-gov-* regions; elsewhere "<prefix>-fips".
enum class GovFipsHost { Suffixed, Plain, PlainAlsoWithDualStack };

enum class Protocol { Json, Query };

struct ServiceInfo {
  Service service;
  std::string_view name;             // in messages and records: "sqs"
  std::string_view endpoint_prefix;  // of the host
  std::string_view signing_name;     // of the signature
  std::string_view config_name;      // in [services] sections; in capitals, of AWS_ENDPOINT_URL_<NAME>
  std::string_view target_prefix;    // of X-Amz-Target, where the service has one
  std::string_view content_type;     // of requests
  Protocol protocol;                 // Query: form in, XML out
  GovFipsHost gov_fips;
};

const ServiceInfo& service_info(Service service);
const std::array<ServiceInfo, 15>& all_services();

}  // namespace itk::aws
