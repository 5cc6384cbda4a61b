#include "common/preflight/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "common/aws/uri.h"
#include "common/preflight/production.h"

namespace itk::preflight {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// "queue https://... (cases/a.yaml:3:5)"
std::string describe(const Target& target) {
  return fmt::format("{} {}{}", kind_name(target.kind), target.text,
                     target.where.empty() ? "" : " (" + target.where + ")");
}

bool is_all_on_this_machine(const Facts& facts) {
  return std::all_of(facts.endpoints.begin(), facts.endpoints.end(),
                     [](const EndpointFact& endpoint) { return endpoint.is_custom && is_loopback(endpoint.url); });
}

class Judge {
 public:
  Judge(const Facts& facts, const Policy& policy) : facts_(facts), policy_(policy) {}

  std::vector<Finding> judge() {
    if (facts_.caller.account.empty()) {
      say(Level::Ok, "identity", "no target is in AWS");
    } else {
      say(Level::Ok, "identity", fmt::format("{} in account {}", facts_.caller.arn, facts_.caller.account));
      check_accounts();
    }
    check_regions();
    check_production();
    check_targets();
    return std::move(findings_);
  }

 private:
  void say(Level level, std::string rule, std::string message, ExitCode exit = ExitCode::Refused) {
    findings_.push_back({std::move(rule), level, std::move(message), exit});
  }

  void check_accounts() {
    constexpr char k_rule[] = "allowed-accounts";
    if (policy_.allowed_accounts.empty()) {
      // A sandbox on this machine has no account that could be harmed.
      const bool harmless = is_all_on_this_machine(facts_);
      say(harmless ? Level::Ok : Level::Warning, k_rule,
          harmless ? "the endpoint is on this machine"
                   : fmt::format("ITK_ALLOWED_ACCOUNTS is not set: any account will do, this is {}; set "
                                 "ITK_ALLOWED_ACCOUNTS={} in .env to keep to it",
                                 facts_.caller.account, facts_.caller.account));
      return;
    }
    const std::size_t before = findings_.size();
    check_account(facts_.caller.account, "the credentials belong to account");
    for (const TargetFact& fact : facts_.targets) {
      if (!fact.target.account.empty()) {
        check_account(fact.target.account, describe(fact.target) + " is in account");
      }
    }
    if (findings_.size() == before) {
      say(Level::Ok, k_rule, fmt::format("account {} is in ITK_ALLOWED_ACCOUNTS", facts_.caller.account));
    }
  }

  void check_account(const std::string& account, std::string_view what) {
    if (!contains(policy_.allowed_accounts, account)) {
      say(Level::Refusal, "allowed-accounts",
          fmt::format("{} {}, which is not in ITK_ALLOWED_ACCOUNTS ({}: {}); use other credentials or targets, or add "
                      "it there",
                      what, account, policy_.allowed_accounts_origin, fmt::join(policy_.allowed_accounts, ", ")));
    }
  }

  void check_regions() {
    constexpr char k_rule[] = "allowed-regions";
    const std::size_t before = findings_.size();
    std::set<std::string> regions, hosts;
    for (const EndpointFact& endpoint : facts_.endpoints) {
      if (endpoint.service != "iam") {  // signed for the region in which IAM happens to be
        regions.insert(endpoint.region);
      }
      if (endpoint.is_custom && !is_loopback(endpoint.url)) {
        hosts.insert(endpoint.url);
      }
    }
    for (const TargetFact& fact : facts_.targets) {
      regions.insert(fact.region);
    }
    regions.erase("");
    for (const std::string& url : hosts) {
      check_host(url);
    }
    if (!policy_.allowed_regions.empty()) {
      for (const std::string& region : regions) {
        check_region(region);
      }
    }
    if (findings_.size() == before) {
      say(Level::Ok, k_rule,
          fmt::format("{}{}", fmt::join(regions, ", "),
                      policy_.allowed_regions.empty() ? " (ITK_ALLOWED_REGIONS is not set)" : ""));
    }
  }

  void check_region(const std::string& region) {
    if (!contains(policy_.allowed_regions, region)) {
      say(Level::Refusal, "allowed-regions",
          fmt::format("region {} is not in ITK_ALLOWED_REGIONS ({}: {}); name another region, or add it there", region,
                      policy_.allowed_regions_origin, fmt::join(policy_.allowed_regions, ", ")));
    }
  }

  // A VPC endpoint names its region in its host; any other host has to stand in the list itself.
  void check_host(const std::string& url) {
    const auto parts = aws::split_url(url);
    const std::string host = parts ? std::string(parts->host) : url;
    if (policy_.allowed_regions.empty()) {
      say(Level::Warning, "allowed-regions",
          fmt::format("calls go to {}, which a flag, a variable or a profile names instead of AWS's own endpoint",
                      url));
      return;
    }
    const bool is_aws = host.find(".amazonaws.") != std::string::npos || host.ends_with(".api.aws");
    const bool is_allowed =
        std::any_of(policy_.allowed_regions.begin(), policy_.allowed_regions.end(), [&](const std::string& entry) {
          return host == entry || (is_aws && host.find("." + entry + ".") != std::string::npos);
        });
    if (!is_allowed) {
      say(Level::Refusal, "allowed-regions",
          fmt::format("the endpoint {} is not in ITK_ALLOWED_REGIONS ({}: {}); unset the endpoint, or add {} there",
                      url, policy_.allowed_regions_origin, fmt::join(policy_.allowed_regions, ", "), host));
    }
  }

  void check_production() {
    const std::size_t before = findings_.size();
    const bool is_confirmed = !policy_.confirmed_account.empty();
    for (const std::string& alias : facts_.account_aliases) {
      look_for_production(alias, fmt::format("the alias \"{}\" of account {}", alias, facts_.caller.account), "");
    }
    if (!policy_.env.empty()) {
      look_for_production(policy_.env, fmt::format("ITK_ENV={} ({})", policy_.env, policy_.env_origin), "");
    }
    for (const TargetFact& fact : facts_.targets) {
      look_for_production(fact.target.name, describe(fact.target), fact.target.account);
      look_for_production(fact.target.qualifier, describe(fact.target), fact.target.account);
      for (const std::string& name : fact.also_is) {
        look_for_production(name, fmt::format("{}, which is called \"{}\",", describe(fact.target), name),
                            fact.target.account);
      }
    }
    if (is_confirmed && !has_used_confirmation_ && policy_.confirmed_account != id_to_repeat("")) {
      refuse_confirmation(id_to_repeat(""));
    }
    if (findings_.size() == before) {
      say(Level::Ok, "production",
          fmt::format("nothing is named like production{}",
                      facts_.alias_error ? "; the account's alias cannot be seen" : ""));
    }
  }

  void look_for_production(std::string_view name, std::string_view what, std::string_view its_account) {
    const std::string_view word = production_word(name);
    if (word.empty()) {
      return;
    }
    const std::string account = id_to_repeat(its_account);
    if (policy_.confirmed_account == account) {
      has_used_confirmation_ = true;
      say(Level::Warning, "production",
          fmt::format("{} looks like production (\"{}\"), as {} {} allows", what, word, policy_.flag(), account));
    } else if (policy_.confirmed_account.empty()) {
      say(Level::Refusal, "production",
          fmt::format("{} looks like production (\"{}\"); name another, or say {} {} if you mean it", what, word,
                      policy_.flag(), account));
    } else {
      has_used_confirmation_ = true;
      refuse_confirmation(account);
    }
  }

  // What the flag has to say: an account, or outside AWS the name of the target (its host).
  std::string id_to_repeat(std::string_view its_account) const {
    if (!its_account.empty()) {
      return std::string(its_account);
    }
    return facts_.caller.account.empty() && !facts_.targets.empty() ? facts_.targets[0].target.name
                                                                    : facts_.caller.account;
  }

  void refuse_confirmation(const std::string& account) {
    say(Level::Refusal, "production",
        fmt::format("{} {} names another account than {}; nothing is allowed by it", policy_.flag(),
                    policy_.confirmed_account, account));
  }

  void check_targets() {
    for (const TargetFact& fact : facts_.targets) {
      if (fact.target.kind == Kind::LogGroup || fact.target.kind == Kind::Other) {
        continue;
      }
      const std::string what = describe(fact.target);
      if (fact.error) {
        report_unseen(fact, what);
      } else if (const std::string why = why_not_ready(fact); !why.empty()) {
        say(Level::Refusal, "target-exists", fmt::format("{} is there, and {}", what, why), ExitCode::Usage);
      } else {
        say(Level::Ok, "target-exists", what + " is there");
      }
    }
  }

  void report_unseen(const TargetFact& fact, const std::string& what) {
    if (const auto action = missing_permission(*fact.error, fact.asked)) {
      say(Level::Warning, "target-exists",
          fmt::format("whether {} is there cannot be seen: {} is not allowed", what, *action));
    } else {
      say(Level::Refusal, "target-exists", fmt::format("{}: {}", what, fact.error->message), fact.error->exit);
    }
  }

  static std::string why_not_ready(const TargetFact& fact) {
    if (fact.function && fact.function->state == "Failed") {
      return "failed: " + fact.function->state_reason;
    }
    if (fact.alias && fact.alias->status != "PREPARED") {
      return fmt::format("its alias {} is {}; prepare the agent", fact.alias->id, fact.alias->status);
    }
    if (fact.alias && !fact.alias->accepts_invocations) {
      return fmt::format("its alias {} rejects invocations", fact.alias->id);
    }
    return {};
  }

  const Facts& facts_;
  const Policy& policy_;
  std::vector<Finding> findings_;
  bool has_used_confirmation_ = false;
};

}  // namespace

std::vector<Finding> judge(const Facts& facts, const Policy& policy) { return Judge(facts, policy).judge(); }

}  // namespace itk::preflight
