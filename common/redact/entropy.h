// Tells what a random generator made from what a person or a program spelt.
#pragma once

#include <string_view>

namespace itk::redact {

// Whether the run looks like a key or token: long enough, of upper and lower case and digits, changing between them as
// often as chance does. UUIDs, hashes in hex, ULIDs, identifiers in camel case and data too long for a key do not.
bool is_random(std::string_view run);

// Whether the run can be an AWS secret access key: 40 characters of base 64, and no name in camel case.
bool is_aws_secret(std::string_view run);

// Whether the run begins as ids and data of known kinds do: Bedrock's and OpenAI's ids, images, archives, certificates.
bool is_known_kind(std::string_view run);

// Hex digits and dashes: UUIDs, hashes, trace ids, dates.
bool is_hex_id(std::string_view run);

}  // namespace itk::redact
