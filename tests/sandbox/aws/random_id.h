// Ids that nobody can guess, in the forms that AWS gives them, and plain chance.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace itk::sandbox {

// Lower-case hex digits from getrandom(2).
std::string random_hex(std::size_t digits);

// A version 4 UUID.
std::string random_uuid();

// From 0 to `bound` - 1.
std::int64_t random_below(std::int64_t bound);

}  // namespace itk::sandbox
