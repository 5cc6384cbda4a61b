#include "common/preflight/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/preflight/preflight.h"
#include "common/preflight/report.h"

namespace itk::preflight {
namespace {

using ::testing::HasSubstr;

constexpr char k_account[] = "123456789012";
constexpr char k_other[] = "999999999999";

Facts facts_of_aws() {
  Facts facts;
  facts.caller = {k_account, "arn:aws:iam::123456789012:user/u", "AIDA"};
  facts.endpoints = {{"sts", "eu-west-1", "https://sts.eu-west-1.amazonaws.com", false}};
  return facts;
}

TargetFact queue(const std::string& name, const std::string& account = "") {
  TargetFact fact;
  fact.target = {Kind::Queue, "https://sqs.eu-west-1.amazonaws.com/" + account + "/" + name, name};
  fact.target.account = account;
  fact.target.where = "cases/a.yaml:3:5";
  fact.region = "eu-west-1";
  return fact;
}

// The finding of a rule that is worst.
Finding worst_of(const std::vector<Finding>& findings, std::string_view rule) {
  Finding worst;
  for (const Finding& finding : findings) {
    if (finding.rule == rule && (worst.rule.empty() || finding.level > worst.level)) {
      worst = finding;
    }
  }
  return worst;
}

TEST(Rules, WithoutAListOfAccountsItWarnsWithTheAccount) {
  const Finding finding = worst_of(judge(facts_of_aws(), {}), "allowed-accounts");
  EXPECT_EQ(finding.level, Level::Warning);
  EXPECT_THAT(finding.message, HasSubstr("ITK_ALLOWED_ACCOUNTS=123456789012"));
}

TEST(Rules, ASandboxOnThisMachineNeedsNoListOfAccounts) {
  Facts facts = facts_of_aws();
  facts.endpoints = {{"sts", "us-east-1", "http://127.0.0.1:4566", true}};
  EXPECT_EQ(worst_of(judge(facts, {}), "allowed-accounts").level, Level::Ok);
  facts.endpoints.push_back({"sqs", "us-east-1", "http://127.0.0.1.evil.test:4566", true});
  EXPECT_EQ(worst_of(judge(facts, {}), "allowed-accounts").level, Level::Warning);
  facts.endpoints[1] = {"sqs", "us-east-1", "https://sqs.us-east-1.amazonaws.com", false};
  EXPECT_EQ(worst_of(judge(facts, {}), "allowed-accounts").level, Level::Warning);
}

TEST(Rules, AListOfAccountsIsStrictAlsoForTargets) {
  Policy policy;
  policy.allowed_accounts = {k_account};
  policy.allowed_accounts_origin = ".env:3";
  Facts facts = facts_of_aws();
  facts.targets = {queue("orders", k_account)};
  EXPECT_EQ(worst_of(judge(facts, policy), "allowed-accounts").level, Level::Ok);
  facts.targets = {queue("orders", k_other)};
  const Finding foreign = worst_of(judge(facts, policy), "allowed-accounts");
  EXPECT_EQ(foreign.level, Level::Refusal);
  EXPECT_EQ(foreign.exit, ExitCode::Refused);
  EXPECT_THAT(foreign.message, HasSubstr("(cases/a.yaml:3:5) is in account 999999999999, which is not in "
                                         "ITK_ALLOWED_ACCOUNTS (.env:3: 123456789012)"));
  facts.targets.clear();
  policy.allowed_accounts = {k_other};
  EXPECT_EQ(worst_of(judge(facts, policy), "allowed-accounts").level, Level::Refusal);
  // The flag confirms production, and no account that is not on the list.
  policy.confirmed_account = k_account;
  EXPECT_EQ(worst_of(judge(facts, policy), "allowed-accounts").level, Level::Refusal);
}

TEST(Rules, WhatLooksLikeProductionIsRefused) {
  Facts facts = facts_of_aws();
  facts.targets = {queue("product-catalog")};
  EXPECT_EQ(worst_of(judge(facts, {}), "production").level, Level::Ok);
  facts.targets = {queue("orders-prod")};
  const Finding finding = worst_of(judge(facts, {}), "production");
  EXPECT_EQ(finding.level, Level::Refusal);
  EXPECT_EQ(finding.exit, ExitCode::Refused);
  EXPECT_THAT(finding.message, HasSubstr("looks like production (\"prod\"); name another, or say --allow-production "
                                         "123456789012"));
}

TEST(Rules, EveryNameOfATargetMaySayProduction) {
  const auto level = [](auto change) {
    Facts facts = facts_of_aws();
    Policy policy;
    facts.targets = {queue("orders")};
    change(facts, policy);
    return worst_of(judge(facts, policy), "production").level;
  };
  EXPECT_EQ(level([](Facts&, Policy&) {}), Level::Ok);
  EXPECT_EQ(level([](Facts& facts, Policy&) { facts.account_aliases = {"acme-prod"}; }), Level::Refusal);
  EXPECT_EQ(level([](Facts&, Policy& policy) { policy.env = "production"; }), Level::Refusal);
  EXPECT_EQ(level([](Facts& facts, Policy&) { facts.targets[0].target.qualifier = "live"; }), Level::Refusal);
  EXPECT_EQ(level([](Facts& facts, Policy&) { facts.targets[0].also_is = {"gate", "Prod"}; }), Level::Refusal);
  EXPECT_EQ(level([](Facts& facts, Policy&) {
              facts.targets[0].target = {Kind::LogGroup, "/aws/lambda/x-prd", "/aws/lambda/x-prd"};
            }),
            Level::Refusal);
}

TEST(Rules, TheFlagAllowsProductionOfTheAccountThatItRepeatsAndOfNoOther) {
  Facts facts = facts_of_aws();
  facts.targets = {queue("orders-prod")};
  Policy policy;
  policy.confirmed_account = k_account;
  EXPECT_EQ(worst_of(judge(facts, policy), "production").level, Level::Warning);
  policy.confirmed_account = k_other;
  EXPECT_THAT(worst_of(judge(facts, policy), "production").message,
              HasSubstr("--allow-production 999999999999 names another account than 123456789012"));
  facts.targets = {queue("orders-prod", k_other)};
  EXPECT_EQ(worst_of(judge(facts, policy), "production").level, Level::Warning);
  facts.targets = {queue("orders")};
  EXPECT_EQ(worst_of(judge(facts, policy), "production").level, Level::Refusal);
}

TEST(Rules, RegionsAndHostsAreHeldAgainstTheirList) {
  Facts facts = facts_of_aws();
  facts.endpoints.push_back({"iam", "us-east-1", "https://iam.amazonaws.com", false});
  facts.targets = {queue("orders")};
  Policy policy;
  policy.allowed_regions = {"eu-west-1"};
  EXPECT_EQ(worst_of(judge(facts, policy), "allowed-regions").level, Level::Ok);
  facts.targets[0].region = "us-east-1";
  EXPECT_EQ(worst_of(judge(facts, policy), "allowed-regions").level, Level::Refusal);
  facts.targets[0].region = "eu-west-1";
  const auto with_host = [&](const std::string& url) {
    facts.endpoints = {{"sqs", "eu-west-1", url, true}};
    return worst_of(judge(facts, policy), "allowed-regions").level;
  };
  EXPECT_EQ(with_host("https://vpce-1.sqs.eu-west-1.vpce.amazonaws.com"), Level::Ok);
  EXPECT_EQ(with_host("https://vpce-1.sqs.us-east-1.vpce.amazonaws.com"), Level::Refusal);
  EXPECT_EQ(with_host("https://sqs.eu-west-1.evil.test"), Level::Refusal);
  EXPECT_EQ(with_host("http://localhost:4566"), Level::Ok);
  policy.allowed_regions.push_back("sqs.eu-west-1.evil.test");
  EXPECT_EQ(with_host("https://sqs.eu-west-1.evil.test"), Level::Ok);
  policy.allowed_regions.clear();
  EXPECT_EQ(with_host("https://sqs.eu-west-1.evil.test"), Level::Warning);
}

TEST(Rules, ATargetThatIsNotThereIsAMistakeAndOneThatMayNotBeSeenIsAWarning) {
  Facts facts = facts_of_aws();
  facts.targets = {queue("orders")};
  facts.targets[0].asked = "sqs:GetQueueAttributes";
  EXPECT_EQ(worst_of(judge(facts, {}), "target-exists").level, Level::Ok);
  facts.targets[0].error = usage_error("QueueDoesNotExist", "sqs: QueueDoesNotExist: no");
  const Finding absent = worst_of(judge(facts, {}), "target-exists");
  EXPECT_EQ(absent.level, Level::Refusal);
  EXPECT_EQ(absent.exit, ExitCode::Usage);
  facts.targets[0].error = Error{ErrorClass::Auth, ExitCode::Refused, "AccessDenied", "sqs: AccessDenied: no", {}, {}};
  const Finding denied = worst_of(judge(facts, {}), "target-exists");
  EXPECT_EQ(denied.level, Level::Warning);
  EXPECT_THAT(denied.message, HasSubstr("sqs:GetQueueAttributes is not allowed"));
}

TEST(Rules, AnAliasHasToBePreparedAndToAcceptInvocations) {
  Facts facts = facts_of_aws();
  facts.targets.emplace_back();
  facts.targets[0].target = {Kind::Agent, "AGENT/ALIAS", "AGENT"};
  facts.targets[0].alias = aws::AgentAlias{"ALIAS", "dev", "FAILED", {}, true};
  EXPECT_THAT(worst_of(judge(facts, {}), "target-exists").message, HasSubstr("its alias ALIAS is FAILED"));
  facts.targets[0].alias = aws::AgentAlias{"ALIAS", "dev", "PREPARED", {}, false};
  EXPECT_THAT(worst_of(judge(facts, {}), "target-exists").message, HasSubstr("rejects invocations"));
  facts.targets[0].alias = aws::AgentAlias{"ALIAS", "dev", "PREPARED", {}, true};
  EXPECT_EQ(worst_of(judge(facts, {}), "target-exists").level, Level::Ok);
}

TEST(Rules, ARefusalNamesItsRulesAndTheWorstExitCode) {
  Outcome outcome;
  outcome.findings = {{"identity", Level::Ok, "u"},
                      {"production", Level::Refusal, "orders-prod"},
                      {"target-exists", Level::Refusal, "no queue", ExitCode::Usage}};
  EXPECT_TRUE(outcome.is_refused());
  EXPECT_EQ(outcome.refusal().exit, ExitCode::Usage);
  EXPECT_EQ(outcome.refusal().message, "production: orders-prod; target-exists: no queue");
  outcome.findings.pop_back();
  EXPECT_EQ(outcome.refusal().exit, ExitCode::Refused);
}

TEST(Rules, TheReportIsATableThatNoNameCanBreak) {
  Outcome outcome;
  outcome.findings = {{"identity", Level::Ok, "u | [x](javascript:1)\n<b>"}};
  EXPECT_EQ(to_markdown(outcome, Timestamp::from_s(1'790'000'000)),
            "# Preflight\n\nPassed, 2026-09-21T14:13:20.000Z\n\n| | rule | finding |\n| --- | --- | --- |\n"
            "| ✅ | identity | u \\| \\[x\\](javascript:1) \\<b\\> |\n");
}

}  // namespace
}  // namespace itk::preflight
