// Keeps secrets out of messages. AWS itself puts them there: the error of a wrong signature quotes the
// request with its session token.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace itk::aws {

// `text` with "(hidden)" in place of each secret. Those of less than four characters stay: they occur by
// chance.
std::string hide_secrets(std::string text, const std::vector<std::string_view>& secrets);

// The same for a text of unknown origin, where only the looks tell a secret: access key ids, and runs of 32
// or more letters and digits of all kinds, as keys and tokens are.
std::string hide_what_looks_secret(std::string_view text);

}  // namespace itk::aws
