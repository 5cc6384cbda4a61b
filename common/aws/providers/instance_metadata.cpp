// Version 2 of the instance metadata service only: version 1 answers anybody who can make this machine send a
// GET.
#include <fmt/core.h>

#include "common/aws/ascii.h"
#include "common/aws/providers/providers.h"
#include "common/aws/providers/support.h"
#include "common/aws/uri.h"
#include "common/base/text.h"

namespace itk::aws::providers {
namespace {

constexpr Timeouts k_timeouts = {std::chrono::milliseconds{1000}, std::chrono::seconds{1},
                                 std::chrono::milliseconds{1000}};
constexpr std::string_view k_role_path = "/latest/meta-data/iam/security-credentials/";

std::string setting(const CredentialContext& context, std::string_view variable, std::string_view key) {
  const auto value = context.environment.get(variable);
  return value ? *value : context.config.profile.get(key).value_or("");
}

Result<std::string> find_endpoint(const CredentialContext& context) {
  std::string endpoint = setting(context, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
  const std::string mode =
      lower_case(setting(context, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode"));
  if (!mode.empty() && mode != "ipv4" && mode != "ipv6") {
    return tl::make_unexpected(usage_error(
        "bad_setting", fmt::format("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE is \"{}\"; expected IPv4 or IPv6", mode)));
  }
  if (endpoint.empty()) {
    return std::string(mode == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254");
  }
  if (!split_url(endpoint)) {
    return tl::make_unexpected(usage_error("bad_setting", "AWS_EC2_METADATA_SERVICE_ENDPOINT is not a URL"));
  }
  while (endpoint.ends_with('/')) {
    endpoint.pop_back();
  }
  return endpoint;
}

HttpRequest metadata_request(std::string_view method, std::string url, Headers headers) {
  HttpRequest request;
  request.method = method;
  request.url = std::move(url);
  request.headers = std::move(headers);
  request.timeouts = k_timeouts;
  request.may_use_proxy = false;
  return request;
}

// The name becomes a part of a path.
bool is_role_name(std::string_view name) {
  return !name.empty() && name.find_first_of(std::string_view(" \t\r\n/?#", 7)) == std::string_view::npos;
}

Result<Credentials> fetch_credentials(const CredentialContext& context, const std::string& endpoint) {
  constexpr std::string_view k_origin = "the EC2 metadata service";
  const HttpRequest ask_token =
      metadata_request("PUT", endpoint + "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}});
  ITK_TRY_ASSIGN(const std::string answered, fetch(context, ask_token, 1, k_origin));
  ITK_TRY_ASSIGN(const std::string token, header_token(answered, k_origin));
  const Headers headers = {{"X-aws-ec2-metadata-token", token}};
  const std::string roles = endpoint + std::string(k_role_path);
  ITK_TRY_ASSIGN(const std::string names, fetch(context, metadata_request("GET", roles, headers), 1, k_origin));
  const std::string role(trim(std::string_view(names).substr(0, names.find('\n'))));
  if (!is_role_name(role)) {
    return tl::make_unexpected(
        credentials_error("bad_credentials", fmt::format("{} does not answer with the name of a role", k_origin)));
  }
  const HttpRequest ask_keys = metadata_request("GET", roles + percent_encode(role), headers);
  ITK_TRY_ASSIGN(const std::string body, fetch(context, ask_keys, 1, k_origin));
  ITK_TRY_ASSIGN(const SecretFields fields, SecretFields::parse(body, std::string(k_origin)));
  return read_credentials(fields, {}, true);
}

}  // namespace

Found from_instance_metadata(const CredentialContext& context) {
  if (lower_case(context.environment.get("AWS_EC2_METADATA_DISABLED").value_or("")) == "true") {
    return std::nullopt;
  }
  ITK_TRY_ASSIGN(const std::string endpoint, find_endpoint(context));
  auto credentials = fetch_credentials(context, endpoint);
  if (!credentials) {
    // Most machines are no instances: the service is not there, or has no role.
    context.log.debug(credentials.error().message);
    return std::nullopt;
  }
  return *credentials;
}

}  // namespace itk::aws::providers
