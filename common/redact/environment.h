// What the environment says about redaction: its own secrets, and the lists of ITK_REDACT_KEYS and ITK_REDACT_PATTERNS.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/environment.h"

namespace itk::redact {

// The values of variables whose name says that they are secret (AWS_SECRET_ACCESS_KEY, *_TOKEN, *_PASSWORD ...) and the
// passwords in URLs (DATABASE_URL). Those of less than 8 characters and plain words ("disabled") are left out: they
// would turn up by chance.
std::vector<std::string> secrets_of(const Environment& environment);

// Splits a comma-separated list of regular expressions; commas in (), [] and {} and after a backslash belong to them.
std::vector<std::string> split_patterns(std::string_view text);

}  // namespace itk::redact
