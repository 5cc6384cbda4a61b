// What the user allows: settings, and the flags that confirm.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/settings/settings.h"

namespace itk::preflight {

enum class Purpose {
  Send,  // itk-invoke: something will happen in the account
  Read,  // itk-collect, view, derive
};

struct Policy {
  Purpose purpose = Purpose::Send;
  std::vector<std::string> allowed_accounts;  // empty: not restricted, which is a warning
  std::string allowed_accounts_origin;        // " (.env:3)"
  std::vector<std::string> allowed_regions;   // regions, and hosts of custom endpoints; empty: not restricted
  std::string allowed_regions_origin;
  std::string env;  // ITK_ENV
  std::string env_origin;
  std::string confirmed_account;  // of --allow-production or --read-production

  // The flag that confirms production for this purpose.
  std::string_view flag() const { return purpose == Purpose::Send ? "--allow-production" : "--read-production"; }
};

// Account ids that are none, and a flag that repeats none, are errors: a slip of the pen must not open anything.
Result<Policy> read_policy(const settings::Settings& settings, Purpose purpose, std::string confirmed_account);

}  // namespace itk::preflight
