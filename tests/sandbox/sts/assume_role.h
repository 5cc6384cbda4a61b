// The role that somebody wants to be.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "tests/sandbox/aws/keys.h"

namespace itk::sandbox::sts {

struct WantedRole {
  std::string name;     // "itk-ci" of "arn:aws:iam::123456789012:role/path/itk-ci"
  std::string session;  // RoleSessionName
  std::chrono::seconds duration;
};

// Refuses what STS refuses: roles of other accounts, session names and durations out of range.
Outcome<WantedRole> read_wanted_role(const Call& call, const Account& account);

Principal role_principal(const WantedRole& role, const Account& account);

// Credentials and AssumedRoleUser, as both operations answer.
Json::Value describe_session(const AccessKey& key);

}  // namespace itk::sandbox::sts
