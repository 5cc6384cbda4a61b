// IAM Identity Center, as far as tools need it that have a cached token: GetRoleCredentials, and a new token for a
// refresh token.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "tests/sandbox/aws/keys.h"
#include "tests/sandbox/aws/rest.h"

namespace itk::sandbox::credentials {

inline constexpr std::string_view k_sso_token = "itk-sandbox-sso-token";
inline constexpr std::string_view k_sso_refresh_token = "itk-sandbox-sso-refresh-token";

class SsoService final : public RestService {
 public:
  SsoService(const Account& account, KeyRing& keys, std::optional<std::chrono::seconds> session);

  HttpResponse answer(const RestCall& call) override;
  std::string operation(const RestCall& call) const override;

 private:
  Outcome<Json::Value> role_credentials(const RestCall& call);
  Outcome<Json::Value> create_token(const RestCall& call);

  const Account& account_;
  KeyRing& keys_;
  std::chrono::seconds session_;
  std::mutex mutex_;
  std::set<std::string, std::less<>> tokens_;
};

}  // namespace itk::sandbox::credentials
