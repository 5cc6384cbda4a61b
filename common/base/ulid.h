// ULIDs (https://github.com/ulid/spec): 26 characters of Crockford base 32, sortable by creation time.
#pragma once

#include <string>
#include <string_view>

#include "common/base/time.h"

namespace itk {

// 48 bits of milliseconds, 80 bits from getrandom(2).
std::string make_ulid(Timestamp now);

// A ULID with this time whose other 80 bits are the SHA-256 of `seed`: the same input gives the same id.
std::string derive_ulid(Timestamp time, std::string_view seed);

bool is_ulid(std::string_view text);

}  // namespace itk
