#include <arpa/inet.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "common/aws/providers/providers.h"
#include "common/aws/providers/support.h"
#include "common/aws/uri.h"
#include "common/base/atomic_file.h"

namespace itk::aws::providers {
namespace {

constexpr Timeouts k_timeouts = {std::chrono::milliseconds{2000}, std::chrono::seconds{2},
                                 std::chrono::milliseconds{2000}};

// Compared as addresses: "127.0.0.1.example.com" is none, and IPv6 has many spellings.
bool is_trusted_host(std::string_view host) {
  if (host == "localhost") {
    return true;
  }
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  const std::string text(bracketed ? host.substr(1, host.size() - 2) : host);
  std::array<unsigned char, 16> address{}, other{};
  if (inet_pton(bracketed ? AF_INET6 : AF_INET, text.c_str(), address.data()) != 1) {
    return false;
  }
  if (!bracketed && address[0] == 127) {
    return true;
  }
  constexpr std::array<const char*, 2> k_v4 = {"169.254.170.2", "169.254.170.23"};  // ECS, EKS
  constexpr std::array<const char*, 2> k_v6 = {"::1", "fd00:ec2::23"};
  const auto& trusted = bracketed ? k_v6 : k_v4;
  return std::any_of(trusted.begin(), trusted.end(), [&](const char* each) {
    other = {};
    inet_pton(bracketed ? AF_INET6 : AF_INET, each, other.data());
    return address == other;
  });
}

Result<std::string> find_url(const Environment& environment) {
  const auto refused = [](std::string why) {
    return tl::make_unexpected(credentials_error("bad_container_uri", std::move(why)));
  };
  if (const auto relative = environment.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) {
    // Without the slash it would become a part of the host.
    return relative->starts_with('/') ? Result<std::string>("http://169.254.170.2" + *relative)
                                      : refused("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must begin with /");
  }
  const auto full = environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (!full) {
    return std::string();
  }
  const auto url = split_url(*full);
  if (!url) {
    return refused("AWS_CONTAINER_CREDENTIALS_FULL_URI is not a URL that can be used");
  }
  if (url->scheme != "https" && !is_trusted_host(url->host)) {
    return refused(fmt::format("AWS_CONTAINER_CREDENTIALS_FULL_URI names {} without https: plain http is allowed to "
                               "this machine, 169.254.170.2, 169.254.170.23 and fd00:ec2::23 only",
                               url->host));
  }
  return *full;
}

// The file first, and each time: EKS puts a fresh token there.
Result<std::string> find_token(const Environment& environment) {
  if (const auto file = environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) {
    const auto token = read_file(*file);
    if (!token) {
      return tl::make_unexpected(
          credentials_error("bad_token", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: " + token.error().message));
    }
    return header_token(*token, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  }
  const auto token = environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  return token ? header_token(*token, "AWS_CONTAINER_AUTHORIZATION_TOKEN") : std::string();
}

}  // namespace

Found from_container(const CredentialContext& context) {
  constexpr std::string_view k_origin = "the container's credentials";
  HttpRequest request;
  request.method = "GET";
  ITK_TRY_ASSIGN(request.url, find_url(context.environment));
  if (request.url.empty()) {
    return std::nullopt;
  }
  ITK_TRY_ASSIGN(const std::string token, find_token(context.environment));
  request.headers = {{"Accept", "application/json"}};
  if (!token.empty()) {
    request.headers.emplace_back("Authorization", token);
  }
  request.timeouts = k_timeouts;
  request.may_use_proxy = false;
  ITK_TRY_ASSIGN(const std::string body, fetch(context, request, 3, k_origin));
  ITK_TRY_ASSIGN(const SecretFields fields, SecretFields::parse(body, std::string(k_origin)));
  ITK_TRY_ASSIGN(Credentials credentials, read_credentials(fields, {}, true));
  return credentials;
}

}  // namespace itk::aws::providers
