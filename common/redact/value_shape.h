// What values under a telling key may be besides a secret.
#pragma once

#include <string_view>

namespace itk::redact {

// Nothing, or what others put in the place of a secret: "", "***", "[REDACTED]", "${DB_PASSWORD}", "REPLACE_ME".
bool is_nothing(std::string_view value);
// true, false, null and their kin in other languages.
bool is_constant(std::string_view value);
// A word that goes on with a sentence: "password: must be ...", "token: expired".
bool is_prose(std::string_view value);
// The size of "Bearer " and the like at the begin of the value of an Authorization header.
std::size_t scheme_size(std::string_view value);
// Digits and their punctuation, as many as a phone or a card has.
bool is_phone(std::string_view value);
bool is_card_like(std::string_view value);

}  // namespace itk::redact
