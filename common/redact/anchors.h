// Words that announce a secret without a `:` or `=` between.
#pragma once

#include <string_view>

namespace itk::redact {

struct Anchor {
  enum class What { Bearer, PrivateKey, Value, Word };  // Word: only if it has a digit
  std::string_view text;                                // at least k_least_literal bytes
  What what;
};

inline constexpr Anchor k_anchors[] = {
    {"Bearer ", Anchor::What::Bearer},         {"bearer ", Anchor::What::Bearer},
    {"BEARER ", Anchor::What::Bearer},         {"-----BEGIN ", Anchor::What::PrivateKey},
    {"assword is ", Anchor::What::Value},      {"with password ", Anchor::What::Value},
    {"token is ", Anchor::What::Word},         {"secret is ", Anchor::What::Word},
    {"api key is ", Anchor::What::Word},       {"API key is ", Anchor::What::Word},
    {"--password ", Anchor::What::Value},      {"--secret ", Anchor::What::Value},
    {"--token ", Anchor::What::Value},         {"--api-key ", Anchor::What::Value},
    {"--client-secret ", Anchor::What::Value}, {"IDENTIFIED BY ", Anchor::What::Value},
};

// The tag of a literal from the environment.
inline constexpr std::size_t k_environment_tag = sizeof k_anchors / sizeof k_anchors[0];

}  // namespace itk::redact
