// The rules: facts and policy in, findings out. Nothing here asks AWS or reads a file.
#pragma once

#include <string>
#include <vector>

#include "common/base/exit_code.h"
#include "common/preflight/facts.h"
#include "common/preflight/policy.h"

namespace itk::preflight {

enum class Level { Ok, Warning, Refusal };

struct Finding {
  std::string rule;  // "allowed-accounts"
  Level level = Level::Ok;
  std::string message;                // what, and what to do
  ExitCode exit = ExitCode::Refused;  // of a refusal
};

// In the order of the rules; those that have nothing to object to say so. Rules:
//   identity          who calls
//   allowed-accounts  the caller's account and those of all targets are in ITK_ALLOWED_ACCOUNTS
//   allowed-regions   all regions, and the hosts of custom endpoints, are in ITK_ALLOWED_REGIONS
//   production        nothing is named like production, unless the flag repeats the account id
//   target-exists     what is to be sent to is there and ready (exit 2, or 4 where AWS cannot be reached)
std::vector<Finding> judge(const Facts& facts, const Policy& policy);

}  // namespace itk::preflight
