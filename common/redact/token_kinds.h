// How the tokens of well-known services begin.
#pragma once

#include <string_view>

namespace itk::redact {

struct TokenKind {
  std::string_view begin;
  std::size_t least;  // characters behind the begin
  std::size_t most;
  std::string_view rule;
  bool needs_digit = false;  // else a name in kebab case would do
};

inline constexpr TokenKind k_token_kinds[] = {
    {"AKIA", 16, 16, "aws-key-id"},
    {"ASIA", 16, 16, "aws-key-id"},
    {"ABIA", 16, 16, "aws-key-id"},
    {"ACCA", 16, 16, "aws-key-id"},
    {"ABSK", 40, 400, "bedrock-key"},
    {"bedrock-api-key-", 16, 4000, "bedrock-key"},
    {"IQoJ", 60, 4000, "aws-token"},
    {"FwoGZXIvYXdz", 60, 4000, "aws-token"},
    {"FQoGZXIvYXdz", 60, 4000, "aws-token"},
    {"AQoDYXdz", 60, 4000, "aws-token"},
    {"AQoEXAMPLE", 60, 4000, "aws-token"},
    {"ghp_", 30, 255, "github-token"},
    {"gho_", 30, 255, "github-token"},
    {"ghu_", 30, 255, "github-token"},
    {"ghs_", 30, 255, "github-token"},
    {"ghr_", 30, 255, "github-token"},
    {"github_pat_", 20, 255, "github-token"},
    {"glpat-", 16, 255, "gitlab-token"},
    {"xoxb-", 10, 255, "slack-token", true},
    {"xoxp-", 10, 255, "slack-token", true},
    {"xoxa-", 10, 255, "slack-token", true},
    {"xoxr-", 10, 255, "slack-token", true},
    {"xoxs-", 10, 255, "slack-token", true},
    {"xapp-", 10, 255, "slack-token", true},
    {"sk_live_", 10, 255, "stripe-key"},
    {"sk_test_", 10, 255, "stripe-key"},
    {"rk_live_", 10, 255, "stripe-key"},
    {"rk_test_", 10, 255, "stripe-key"},
    {"whsec_", 16, 255, "stripe-key"},
    {"AIza", 30, 45, "google-key"},
    {"GOCSPX-", 20, 64, "google-key"},
    {"sk-ant-", 16, 255, "anthropic-key", true},
    {"sk-", 18, 255, "openai-key", true},
    {"hf_", 30, 64, "huggingface-token"},
    {"npm_", 36, 36, "npm-token"},
    {"pypi-AgEI", 30, 255, "pypi-token"},
    {"dop_v1_", 60, 80, "digitalocean-token"},
    {"shpat_", 30, 64, "shopify-token"},
    {"shpss_", 30, 64, "shopify-token"},
    {"gsk_", 40, 80, "groq-key"},
    {"tvly-", 16, 80, "tavily-key", true},
    {"nvapi-", 40, 120, "nvidia-key"},
    {"dckr_pat_", 20, 64, "docker-token"},
    {"lin_api_", 30, 64, "linear-key"},
    {"ATATT3x", 60, 255, "atlassian-token"},
    // private keys in base 64 of DER without their PEM header: PKCS 8, RSA, EC
    {"MIIEvQIBADANBg", 40, 100000, "private-key"},
    {"MIIEvgIBADANBg", 40, 100000, "private-key"},
    {"MIIEvAIBADANBg", 40, 100000, "private-key"},
    {"MIICdgIBADANBg", 40, 100000, "private-key"},
    {"MIICdwIBADANBg", 40, 100000, "private-key"},
    {"MIIJQgIBADANBg", 40, 100000, "private-key"},
    {"MIIEpAIBAAKC", 40, 100000, "private-key"},
    {"MIIEowIBAAKC", 40, 100000, "private-key"},
    {"MIIEogIBAAKC", 40, 100000, "private-key"},
    {"MIIEpQIBAAKC", 40, 100000, "private-key"},
    {"MIICXAIBAAKB", 40, 100000, "private-key"},
    {"MIICXQIBAAKB", 40, 100000, "private-key"},
    {"MHcCAQEE", 40, 400, "private-key"},
    {"MIGHAgEAMBMG", 40, 400, "private-key"},
};

// The same for tokens that have a dot behind their begin.
inline constexpr TokenKind k_dotted_token_kinds[] = {
    {"ya29.", 20, 4000, "google-token"},
    {"SG.", 16, 80, "sendgrid-key"},
    {"hvs.", 20, 255, "vault-token"},
    {"hvb.", 20, 255, "vault-token"},
};

}  // namespace itk::redact
