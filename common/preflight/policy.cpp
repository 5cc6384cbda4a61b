#include "common/preflight/policy.h"

#include <fmt/core.h>

#include <algorithm>

namespace itk::preflight {
namespace {

bool is_account(std::string_view text) {
  return text.size() == 12 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<Policy> read_policy(const settings::Settings& settings, Purpose purpose, std::string confirmed_account) {
  Policy policy;
  policy.purpose = purpose;
  policy.allowed_accounts = settings.get_list("ITK_ALLOWED_ACCOUNTS");
  policy.allowed_accounts_origin = settings.origin("ITK_ALLOWED_ACCOUNTS");
  policy.allowed_regions = settings.get_list("ITK_ALLOWED_REGIONS");
  policy.allowed_regions_origin = settings.origin("ITK_ALLOWED_REGIONS");
  policy.env = settings.get("ITK_ENV").value_or("");
  policy.env_origin = settings.origin("ITK_ENV");
  policy.confirmed_account = std::move(confirmed_account);
  for (const std::string& account : policy.allowed_accounts) {
    if (!is_account(account)) {
      return tl::make_unexpected(
          usage_error("bad_setting", fmt::format("ITK_ALLOWED_ACCOUNTS ({}): \"{}\" is no account id of 12 digits",
                                                 policy.allowed_accounts_origin, account)));
    }
  }
  // Outside AWS it is the host of a URL, or the path of a program.
  const bool is_outside = policy.confirmed_account.find_first_of("./") != std::string::npos;
  if (!policy.confirmed_account.empty() && !is_account(policy.confirmed_account) && !is_outside) {
    return tl::make_unexpected(usage_error(
        "bad_account",
        fmt::format("{} repeats the account id, 12 digits; \"{}\" is none", policy.flag(), policy.confirmed_account)));
  }
  return policy;
}

}  // namespace itk::preflight
