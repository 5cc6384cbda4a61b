#include "tests/sandbox/credentials/sso.h"

#include <fmt/format.h>

#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/aws/random_id.h"

namespace itk::sandbox::credentials {
namespace {

constexpr std::chrono::hours k_session{1};

std::string text_of(const std::map<std::string, std::string>& query, const std::string& name) {
  const auto found = query.find(name);
  return found == query.end() ? "" : found->second;
}

}  // namespace

SsoService::SsoService(const Account& account, KeyRing& keys, std::optional<std::chrono::seconds> session)
    : account_(account), keys_(keys), session_(session.value_or(k_session)), tokens_{std::string(k_sso_token)} {}

std::string SsoService::operation(const RestCall& call) const {
  return call.path.front() == "token" ? "CreateToken" : "GetRoleCredentials";
}

HttpResponse SsoService::answer(const RestCall& call) {
  const bool is_token = operation(call) == "CreateToken";
  const auto answer = is_token ? create_token(call) : role_credentials(call);
  return answer ? HttpResponse{200, "application/json", {}, write_document(*answer)} : write_fault(answer.error());
}

Outcome<Json::Value> SsoService::role_credentials(const RestCall& call) {
  {
    const std::lock_guard lock(mutex_);
    if (!tokens_.contains(call.http.header("x-amz-sso_bearer_token"))) {
      return fail({401, "UnauthorizedException", "Session token not found or invalid", ""});
    }
  }
  const std::string role = text_of(call.query, "role_name");
  if (role.empty() || text_of(call.query, "account_id") != account_.id) {
    return fail({403, "ForbiddenException", "No access", ""});
  }
  const AccessKey key = keys_.issue({fmt::format("arn:aws:sts::{}:assumed-role/AWSReservedSSO_{}_0123456789abcdef/{}",
                                                 account_.id, role, account_.user),
                                     fmt::format("AROA3XFRBF535EXAMPLE:{}", account_.user)},
                                    {call.now.ns + std::chrono::nanoseconds(session_).count()});
  Json::Value answer;
  Json::Value& credentials = answer["roleCredentials"];
  credentials["accessKeyId"] = key.id;
  credentials["secretAccessKey"] = key.secret;
  credentials["sessionToken"] = key.token;
  credentials["expiration"] = Json::Int64{key.expires->ms()};
  return answer;
}

Outcome<Json::Value> SsoService::create_token(const RestCall& call) {
  const auto document = parse_document(call.http.body);
  const auto is = [&](const char* name, std::string_view value) {
    return document && (*document)[name].isString() && (*document)[name].asString() == value;
  };
  if (!is("grantType", "refresh_token") || !is("refreshToken", k_sso_refresh_token)) {
    return fail({400, "InvalidGrantException", "The refresh token is not valid", ""});
  }
  const std::string token = "aoaAAAAA" + random_hex(60);
  {
    const std::lock_guard lock(mutex_);
    tokens_.insert(token);
  }
  Json::Value answer;
  answer["accessToken"] = token;
  answer["refreshToken"] = std::string(k_sso_refresh_token);
  answer["tokenType"] = "Bearer";
  answer["expiresIn"] = Json::Int64{session_.count()};
  return answer;
}

}  // namespace itk::sandbox::credentials
