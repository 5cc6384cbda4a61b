// Who we are, and how we become somebody else: AWS Security Token Service.
#pragma once

#include <optional>
#include <string>

#include "common/aws/client.h"

namespace itk::aws {

struct CallerIdentity {
  std::string account;
  std::string arn;
  std::string user_id;
};

Result<CallerIdentity> get_caller_identity(Client& sts);

struct RoleRequest {
  std::string role_arn;
  std::string session_name;
  std::string external_id{};              // not for web identities
  std::optional<int> duration_seconds{};  // absent: what the role allows by itself, an hour
};

// Signed with the client's credentials.
Result<Credentials> assume_role(Client& sts, const RoleRequest& role);
// Not signed: the token is the proof.
Result<Credentials> assume_role_with_web_identity(Client& sts, const RoleRequest& role, const std::string& token);

}  // namespace itk::aws
