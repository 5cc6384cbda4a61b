// The key of the pseudonyms. Who shares it gets the same pseudonyms; who knows it can test guesses.
#pragma once

#include <string>
#include <string_view>

#include "common/base/environment.h"
#include "common/base/result.h"

namespace itk::redact {

// ITK_REDACT_KEY, else `.itk/redact.key` in `folder` or above it up to the git root; if there is none, it is made once,
// at the git root or else in `folder`: 64 random hex digits, mode 0600, with a .gitignore beside it. Tools that start at
// the same time agree on one key.
Result<std::string> find_or_make_key(const Environment& environment, const std::string& folder);

// The first 16 hex digits of SHA-256("itk-redact" + key).
std::string key_fingerprint(std::string_view key);

}  // namespace itk::redact
