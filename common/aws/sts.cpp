#include "common/aws/sts.h"

#include <fmt/core.h>

#include "common/aws/uri.h"
#include "common/aws/xml.h"

namespace itk::aws {
namespace {

Request query_request(const ServiceInfo& service, std::string_view action) {
  Request request;
  request.headers = {{"Content-Type", std::string(service.content_type)}};
  request.body = fmt::format("Action={}&Version=2011-06-15", action);
  return request;
}

void add_parameter(Request& request, std::string_view name, std::string_view value) {
  if (!value.empty()) {
    request.body += fmt::format("&{}={}", name, percent_encode(value));
  }
}

void add_role(Request& request, const RoleRequest& role) {
  add_parameter(request, "RoleArn", role.role_arn);
  add_parameter(request, "RoleSessionName", role.session_name);
  add_parameter(request, "ExternalId", role.external_id);
  if (role.duration_seconds) {
    add_parameter(request, "DurationSeconds", std::to_string(*role.duration_seconds));
  }
}

// The values stay out of the errors: they are secrets.
Result<Credentials> read_credentials(const ServiceInfo& service, std::string_view action, const Reply& reply) {
  const auto unreadable = [&](std::string_view what) {
    return tl::make_unexpected(bad_answer(service, action, reply.request_id, what));
  };
  const auto xml = XmlDocument::parse(reply.body);
  if (!xml) {
    return unreadable(xml.error().message);
  }
  Credentials credentials;
  std::string expiration;
  for (const auto& [name, field] :
       {std::pair{"AccessKeyId", &credentials.access_key_id},
        std::pair{"SecretAccessKey", &credentials.secret_access_key},
        std::pair{"SessionToken", &credentials.session_token}, std::pair{"Expiration", &expiration}}) {
    *field = xml->text_of(name).value_or("");
    if (field->empty()) {
      return unreadable(fmt::format("it has no {}", name));
    }
  }
  const auto time = parse_rfc3339(expiration);
  if (!time) {
    return unreadable("its Expiration is not a time");
  }
  credentials.expiration = *time;
  return credentials;
}

}  // namespace

Result<CallerIdentity> get_caller_identity(Client& sts) {
  ITK_TRY_ASSIGN(const Reply reply, sts.call(query_request(sts.service(), "GetCallerIdentity")));

  const auto xml = XmlDocument::parse(reply.body);
  const auto unreadable = [&](std::string_view what) {
    return tl::make_unexpected(bad_answer(sts.service(), "GetCallerIdentity", reply.request_id, what));
  };
  if (!xml) {
    return unreadable(xml.error().message);
  }
  const auto account = xml->text_of("Account");
  const auto arn = xml->text_of("Arn");
  if (!account || !arn || account->empty() || arn->empty()) {
    return unreadable("it has no Account or no Arn");
  }
  return CallerIdentity{*account, *arn, xml->text_of("UserId").value_or("")};
}

Result<Credentials> assume_role(Client& sts, const RoleRequest& role) {
  Request request = query_request(sts.service(), "AssumeRole");
  add_role(request, role);
  ITK_TRY_ASSIGN(const Reply reply, sts.call(request));
  return read_credentials(sts.service(), "AssumeRole", reply);
}

Result<Credentials> assume_role_with_web_identity(Client& sts, const RoleRequest& role, const std::string& token) {
  Request request = query_request(sts.service(), "AssumeRoleWithWebIdentity");
  add_role(request, role);
  add_parameter(request, "WebIdentityToken", token);
  request.sign = false;
  request.secrets = {token, percent_encode(token)};
  ITK_TRY_ASSIGN(const Reply reply, sts.call(request));
  return read_credentials(sts.service(), "AssumeRoleWithWebIdentity", reply);
}

}  // namespace itk::aws
